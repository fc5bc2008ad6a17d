/* A disk that cannot be read; loaded before the C library (LD_PRELOAD).

   Only the reading of files whose names end in .balint is counted. It fails from the call
   READ_FAILS_AT on, or, if READ_ONCE is set, at that call alone. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static const char ending[] = ".balint";
static long seen;

static int fails(int fd) {
    char link[64], path[4096];
    const char *at = getenv("READ_FAILS_AT");
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1), tail = sizeof ending - 1;
    errno = before;
    if (!at || length < tail || strncmp(path + length - tail, ending, tail)) return 0;
    seen++;
    if (seen < atol(at) || (getenv("READ_ONCE") && seen > atol(at))) return 0;
    errno = EIO;
    return 1;
}

#define READ(name, ...)                                                                \
    ssize_t name(int fd, void *data, size_t size __VA_OPT__(, ) __VA_ARGS__)

READ(read) {
    ssize_t (*ordinary)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
    return fails(fd) ? -1 : ordinary(fd, data, size);
}
READ(pread, off_t place) {
    ssize_t (*ordinary)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, "pread");
    return fails(fd) ? -1 : ordinary(fd, data, size, place);
}
READ(pread64, off64_t place) {
    ssize_t (*ordinary)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
    return fails(fd) ? -1 : ordinary(fd, data, size, place);
}

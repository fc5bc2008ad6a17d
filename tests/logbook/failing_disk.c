/* A disk that fails at one call, or from one call on; loaded before the C library (LD_PRELOAD).

   It stands between a process and its files, so also between SQLite and its files, which
   nothing written in Python does. Only calls that change what is on a disk are counted.
   Until disk_fails() is called, nothing is. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { ONCE, FROM_THEN_ON, HALF_WRITTEN };

static int armed, how, reason;
static long steps, at;
static const char *cut = "";

void disk_fails(long number, int way, int error) {
    armed = 1, steps = 0, at = number, how = way, reason = error, cut = "";
}

long disk_counted(void) {
    armed = 0;
    return steps;
}

const char *disk_cut(void) { return cut; }

static int fails(const char *name) {
    if (!armed) return 0;
    steps++;
    if (steps == at) cut = name;
    if (how == FROM_THEN_ON ? at == 0 || steps < at : steps != at) return 0;
    errno = reason;
    return 1;
}

static int on_disk(int fd) {
    struct stat found;
    int before = errno, is = armed && !fstat(fd, &found)
                            && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode));
    errno = before;
    return is;
}

#define ORDINARY(type, name, ...)                               \
    static type (*ordinary)(__VA_ARGS__);                       \
    if (!ordinary) ordinary = (type(*)(__VA_ARGS__)) dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
    ORDINARY(ssize_t, "write", int, const void *, size_t);
    if (on_disk(fd) && fails("write")) {
        if (how == HALF_WRITTEN) ordinary(fd, data, size / 2);
        errno = reason;
        return -1;
    }
    return ordinary(fd, data, size);
}

#define PWRITE(name, offset_type)                                                  \
    ssize_t name(int fd, const void *data, size_t size, offset_type place) {       \
        ORDINARY(ssize_t, #name, int, const void *, size_t, offset_type);          \
        if (on_disk(fd) && fails("pwrite")) {                                      \
            if (how == HALF_WRITTEN) ordinary(fd, data, size / 2, place);          \
            errno = reason;                                                        \
            return -1;                                                             \
        }                                                                          \
        return ordinary(fd, data, size, place);                                    \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_A_FILE(name, told)                           \
    int name(int fd) {                                  \
        ORDINARY(int, #name, int);                      \
        if (on_disk(fd) && fails(told)) return -1;      \
        return ordinary(fd);                            \
    }
ON_A_FILE(fsync, "fsync")
ON_A_FILE(fdatasync, "fsync")

#define RESIZE(name, offset_type)                                   \
    int name(int fd, offset_type size) {                            \
        ORDINARY(int, #name, int, offset_type);                     \
        if (on_disk(fd) && fails("ftruncate")) return -1;           \
        return ordinary(fd, size);                                  \
    }
RESIZE(ftruncate, off_t)
RESIZE(ftruncate64, off64_t)

int fchmod(int fd, mode_t mode) {
    ORDINARY(int, "fchmod", int, mode_t);
    if (on_disk(fd) && fails("fchmod")) return -1;
    return ordinary(fd, mode);
}

#define ON_A_NAME(name)                                 \
    int name(const char *path) {                        \
        ORDINARY(int, #name, const char *);             \
        if (fails(#name)) return -1;                    \
        return ordinary(path);                          \
    }
ON_A_NAME(unlink)
ON_A_NAME(rmdir)

#define WITH_A_MODE(name)                               \
    int name(const char *path, mode_t mode) {           \
        ORDINARY(int, #name, const char *, mode_t);     \
        if (fails(#name)) return -1;                    \
        return ordinary(path, mode);                    \
    }
WITH_A_MODE(mkdir)
WITH_A_MODE(chmod)

#define ON_TWO_NAMES(name)                                          \
    int name(const char *old, const char *new) {                    \
        ORDINARY(int, #name, const char *, const char *);           \
        if (fails(#name)) return -1;                                \
        return ordinary(old, new);                                  \
    }
ON_TWO_NAMES(rename)
ON_TWO_NAMES(link)

#define OPEN(name)                                                  \
    int name(const char *path, int flags, ...) {                    \
        ORDINARY(int, #name, const char *, int, ...);               \
        va_list rest;                                               \
        va_start(rest, flags);                                      \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;   \
        va_end(rest);                                               \
        int makes = flags & O_CREAT && access(path, F_OK);          \
        if (makes && fails("open")) return -1;                      \
        return ordinary(path, flags, mode);                         \
    }
OPEN(open)
OPEN(open64)

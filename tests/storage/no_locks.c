/* A network folder that has no locks; loaded before the C library (LD_PRELOAD). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

#define WITHOUT_LOCKS(name)                                                     \
    int name(int fd, int command, ...) {                                        \
        va_list rest;                                                           \
        va_start(rest, command);                                                \
        void *argument = va_arg(rest, void *);                                  \
        va_end(rest);                                                           \
        if (command == F_SETLK || command == F_SETLKW || command == F_GETLK) {  \
            errno = ENOLCK;                                                     \
            return -1;                                                          \
        }                                                                       \
        int (*ordinary)(int, int, ...) = dlsym(RTLD_NEXT, #name);               \
        return ordinary(fd, command, argument);                                 \
    }
WITHOUT_LOCKS(fcntl)
WITHOUT_LOCKS(fcntl64)

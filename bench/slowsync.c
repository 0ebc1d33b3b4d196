/* Slows every fdatasync and fsync by two milliseconds, like a disk that is honest about writing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait_two_milliseconds(void) {
    struct timespec pause = {0, 2000000};
    nanosleep(&pause, 0);
}

int fdatasync(int descriptor) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_two_milliseconds();
    return real(descriptor);
}

int fsync(int descriptor) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_two_milliseconds();
    return real(descriptor);
}

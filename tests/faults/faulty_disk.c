/* Preloaded by the fault tests: the Nth write below one folder fails. Counts when it is not armed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static long seen, nth;
static int code, sticky;

/* nth 0: only count. sticky: every later write fails too, as on a disk that stays full. */
void fault_arm(const char *prefix, long at, int error, int stays) {
    strncpy(folder, prefix, sizeof folder - 1);
    seen = 0; nth = at; code = error; sticky = stays;
}

long fault_seen(void) { return seen; }

static int fails(int fd) {
    char link[64], target[4096];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int before = errno;
    ssize_t length = readlink(link, target, sizeof target - 1);
    errno = before;
    if (length < 0) return 0;
    target[length] = 0;
    if (strncmp(target, folder, strlen(folder))) return 0;
    long now = __sync_add_and_fetch(&seen, 1);
    if (nth && (now == nth || (sticky && now > nth))) { errno = code; return 1; }
    return 0;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    return fails(fd) ? -1 : real(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    return fails(fd) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return fails(fd) ? -1 : real(fd, data, size, at);
}

int fsync(int fd) {
    REAL(fsync);
    return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    return fails(fd) ? -1 : real(fd);
}

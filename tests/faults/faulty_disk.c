/* Preloaded by the fault tests: the Nth change below one folder fails. Counts when it is not armed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 8192
static char folder[4096], targets[MOST][160];
static long seen, nth;
static int code, sticky;

/* nth 0: only count. sticky: every later one fails too, as on a disk that stays full. */
void fault_arm(const char *prefix, long at, int error, int stays) {
    strncpy(folder, prefix, sizeof folder - 1);
    nth = at; code = error; sticky = stays;
}

long fault_seen(void) { return seen; }

/* What the Nth change was made to, counted from 1: a path below the folder, or nothing for itself. */
const char *fault_target(long at) { return at >= 1 && at <= MOST ? targets[at - 1] : ""; }

static int fails_at(const char *target) {
    size_t length = strlen(folder);
    if (!length || strncmp(target, folder, length)) return 0;
    long now = __sync_add_and_fetch(&seen, 1);
    if (now <= MOST) snprintf(targets[now - 1], sizeof targets[0], "%s", target + length);
    if (nth && (now == nth || (sticky && now > nth))) { errno = code; return 1; }
    return 0;
}

static int fails(int fd) {
    char link[64], target[4096];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int before = errno;
    ssize_t length = readlink(link, target, sizeof target - 1);
    errno = before;
    if (length < 0) return 0;
    target[length] = 0;
    return fails_at(target);
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

int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    return fails(fd) ? -1 : real(fd, size);
}

int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    return fails(fd) ? -1 : real(fd, size);
}

#define OPEN(name)                                                  \
    int name(const char *path, int flags, ...) {                    \
        REAL(name);                                                 \
        va_list more;                                               \
        va_start(more, flags);                                      \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;   \
        va_end(more);                                               \
        if (flags & O_CREAT && access(path, F_OK) && fails_at(path)) return -1; \
        return real(path, flags, mode);                             \
    }
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
    REAL(rename);
    return fails_at(to) ? -1 : real(from, to);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return access(path, F_OK) && fails_at(path) ? -1 : real(path, mode);
}

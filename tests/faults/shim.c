/* Counts the calls by which a process changes what lies in one folder, and makes one of them go wrong.

   Loaded with LD_PRELOAD, so that it stands before SQLite and tantivy too, whose calls Python never sees. What is to
   happen is read from a file that is mapped (FAULTS_CONTROL), so that a process and all that it forks count as one and
   the parent can say anew what is to go wrong. The clock of the day is shifted in the same way. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { WRITE = 'w', SYNC = 's', CREATE = 'c', RENAME = 'r', TRUNCATE = 't', UNLINK = 'u' };
enum how { COUNT = 0, KILL = 1, TEAR = 2, FAIL_ONCE = 3, FAIL_ON = 4 };

#define KINDS 65536
#define ROOT 4096

struct control {
    int64_t calls;   /* so far */
    int64_t at;      /* the call that goes wrong, counted from 1 */
    int64_t how;
    int64_t error;   /* errno of a failure */
    int64_t ahead;   /* seconds by which the clock of the day is ahead */
    char root[ROOT]; /* the folder, with a slash at its end */
    char kinds[KINDS];
};

static struct control *control;

static void __attribute__((constructor)) start(void) {
    const char *name = getenv("FAULTS_CONTROL");
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) control = mapped;
}

static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

#define REAL(type, name, ...)                                  \
    static type (*real)(__VA_ARGS__);                          \
    if (!real) real = (type(*)(__VA_ARGS__))next(name)

static int is_inside(const char *path) { return strncmp(path, control->root, strlen(control->root)) == 0; }

static int fd_is_inside(int fd) {
    char link[64], path[PATH_MAX];
    if (!control || !control->root[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 2);
    if (length < 0) return 0;
    path[length] = '/'; /* the folder itself is inside too */
    path[length + 1] = 0;
    return is_inside(path);
}

static int path_is_inside(int folder, const char *path) {
    char whole[PATH_MAX];
    if (!control || !control->root[0]) return 0;
    if (path[0] == '/') return is_inside(path);
    if (folder != AT_FDCWD) return fd_is_inside(folder);
    return getcwd(whole, sizeof whole - 1) && is_inside(strcat(whole, "/"));
}

/* Whether this call is to fail, with errno set; a process that is to be killed does not return. TEAR, for a write that
   can be torn, gives -1: half of it is to be done first. */
static int strike(enum kind kind, int can_tear) {
    int64_t call = __atomic_add_fetch(&control->calls, 1, __ATOMIC_SEQ_CST);
    if (call <= KINDS) control->kinds[call - 1] = (char)kind;
    if (control->how == FAIL_ON ? call < control->at || control->at == 0 : call != control->at) return 0;
    switch (control->how) {
    case TEAR:
        if (can_tear) return -1;
        /* fall through */
    case KILL:
        kill(getpid(), SIGKILL);
        return 0;
    case FAIL_ON:
        if (control->error == ENOSPC && (kind == UNLINK || kind == TRUNCATE)) return 0; /* these make room */
        /* fall through */
    case FAIL_ONCE:
        errno = (int)control->error;
        return 1;
    default:
        return 0;
    }
}

#define STRIKE_FD(kind, fd) if (fd_is_inside(fd) && strike(kind, 0)) return -1
#define STRIKE_PATH(kind, folder, path) if (path_is_inside(folder, path) && strike(kind, 0)) return -1

ssize_t write(int fd, const void *bytes, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int struck = fd_is_inside(fd) ? strike(WRITE, size > 1) : 0;
    if (struck < 0) { (void)!real(fd, bytes, size / 2); kill(getpid(), SIGKILL); }
    return struck ? -1 : real(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t place) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    int struck = fd_is_inside(fd) ? strike(WRITE, size > 1) : 0;
    if (struck < 0) { (void)!real(fd, bytes, size / 2, place); kill(getpid(), SIGKILL); }
    return struck ? -1 : real(fd, bytes, size, place);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place) { return pwrite64(fd, bytes, size, place); }

ssize_t writev(int fd, const struct iovec *parts, int number) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    STRIKE_FD(WRITE, fd);
    return real(fd, parts, number);
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t size, unsigned flags) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    STRIKE_FD(WRITE, to);
    return real(from, at, to, place, size, flags);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t);
    STRIKE_FD(WRITE, to);
    return real(to, from, at, size);
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }

int fsync(int fd) {
    REAL(int, "fsync", int);
    STRIKE_FD(SYNC, fd);
    return real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    STRIKE_FD(SYNC, fd);
    return real(fd);
}

int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    STRIKE_FD(TRUNCATE, fd);
    return real(fd, size);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int truncate64(const char *path, off64_t size) {
    REAL(int, "truncate64", const char *, off64_t);
    STRIKE_PATH(TRUNCATE, AT_FDCWD, path);
    return real(path, size);
}
int truncate(const char *path, off_t size) { return truncate64(path, size); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    STRIKE_PATH(RENAME, to_folder, to);
    return real(from_folder, from, to_folder, to, flags);
}
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, 0);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    STRIKE_PATH(UNLINK, folder, path);
    return real(folder, path, flags);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    STRIKE_PATH(CREATE, to_folder, to);
    return real(from_folder, from, to_folder, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    STRIKE_PATH(CREATE, folder, path);
    return real(folder, path, mode);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int openat64(int folder, const char *path, int flags, ...) {
    REAL(int, "openat64", int, const char *, int, ...);
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = (mode_t)va_arg(rest, int);
        va_end(rest);
        struct stat found;
        if (path_is_inside(folder, path) && fstatat(folder, path, &found, 0) != 0 && strike(CREATE, 0)) return -1;
    }
    return real(folder, path, flags, mode);
}

#define OPEN(name, before, first)                                              \
    int name(before const char *path, int flags, ...) {                        \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        mode_t mode = flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0;         \
        va_end(rest);                                                          \
        return openat64(first, path, flags, mode);                             \
    }
#define NOTHING
#define FOLDER int folder,
OPEN(open, NOTHING, AT_FDCWD)
OPEN(open64, NOTHING, AT_FDCWD)
OPEN(openat, FOLDER, folder)

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int result = real(clock, now);
    if (control && result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += control->ahead;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(int, "gettimeofday", struct timeval *, void *);
    int result = real(now, zone);
    if (control && result == 0) now->tv_sec += control->ahead;
    return result;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}

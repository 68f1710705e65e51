/* draw_file_t.c -- pictures into files: the whole picture or what was there before, and nothing beside it. */
#include "sample_scene.h"

#include "base/mem.h"
#include "tap.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/causal-draw-XXXXXX";

struct attempt {
    bool good, oom;
    char code[32], message[PATH_MAX + 256];
};

static struct attempt attempt(const char *path)
{
    struct arena arena = {0};
    struct diags d = {.arena = &arena};
    struct attempt a = {0};
    a.good = draw_file(&(struct work){&arena, &d, NULL}, &sample_drawing, str_of(path), NO_SPAN,
                       &(struct draw_style){.scale = 1});
    a.oom = d.out_of_memory;
    if (d.n) {
        snprintf(a.code, sizeof a.code, "%s", d.list[0].code);
        snprintf(a.message, sizeof a.message, "%.*s | %.*s", STR_ARG(d.list[0].message),
                 STR_ARG(d.list[0].hint));
    }
    arena_free(&arena);
    return a;
}

static void refused(const char *path, const char *code, const char *says, const char *what)
{
    struct attempt a = attempt(path);
    if (!ok(!a.good && !strcmp(a.code, code) && strstr(a.message, says), "%s", what))
        printf("#   %s: %s\n", a.code, a.message);
}

static int entries(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.' || strlen(e->d_name) > 2;
    if (d)
        closedir(d);
    return n;
}

static const char *in(const char *name)
{
    static char path[4][PATH_MAX];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], PATH_MAX, "%s/%s", folder, name);
    return path[turn];
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f) {
        fputs(text, f);
        fclose(f);
    }
}

static bool begins(const char *path, const char *text)
{
    char got[64] = "";
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    size_t n = fread(got, 1, sizeof got - 1, f);
    fclose(f);
    return n >= strlen(text) && !strncmp(got, text, strlen(text));
}

static unsigned mode_of(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 ? s.st_mode & 0777 : 0;
}

static void written(void)
{
    umask(027);
    ok(attempt(in("a.svg")).good && begins(in("a.svg"), "<?xml"), "an svg");
    ok(mode_of(in("a.svg")) == 0640, "its permissions are those of the umask");
    chmod(in("a.svg"), 0604);
    put(in("a.svg"), "old");
    ok(attempt(in("a.svg")).good && begins(in("a.svg"), "<?xml"), "over an old one");
    ok(mode_of(in("a.svg")) == 0604, "which keeps its permissions");
    ok(entries() == 1, "nothing is left beside it");
    char name[256];
    memset(name, 'n', 255);
    strcpy(name + 251, ".svg");
    ok(attempt(in(name)).good, "the longest name there can be");
    unlink(in(name));
}

static void links(void)
{
    struct stat s;
    put(in("target"), "old");
    ok(symlink("target", in("link.svg")) == 0 && attempt(in("link.svg")).good, "through a symbolic link");
    ok(lstat(in("link.svg"), &s) == 0 && S_ISLNK(s.st_mode), "which stays one");
    ok(begins(in("target"), "<?xml"), "to where it leads");
    ok(symlink("later", in("early.svg")) == 0 && attempt(in("early.svg")).good &&
           begins(in("later"), "<?xml"),
       "a symbolic link to what is not there yet");
    ok(symlink("loop.svg", in("loop.svg")) == 0, "a symbolic link to itself");
    refused(in("loop.svg"), "file", "circle", "is refused");
    ok(entries() == 6, "nothing is left beside them");
}

static void refusals(void)
{
    char name[300];
    memset(name, 'n', sizeof name);
    strcpy(name + 290, ".svg");
    int before = entries();
    refused(in("a.jpg"), "picture-suffix", ".svg, .pdf, .png, .tikz or .txt", "an unknown suffix");
    refused(in("a"), "picture-suffix", "does not end as a picture", "no suffix");
    refused(in("no/a.svg"), "file", "make the folder first", "no such folder");
    refused(in("a.svg/b.svg"), "file", "make the folder first", "a file for a folder");
    mkdir(in("d.svg"), 0777);
    refused(in("d.svg"), "file", "it is a folder", "a folder");
    rmdir(in("d.svg"));
    refused(in(name), "file", "a shorter name", "a name that is too long");
    refused("", "picture-suffix", "", "no name at all");
    if (access("/proc/version", F_OK) == 0)
        refused("/proc/causal.svg", "file", "cannot write `/proc/causal.svg`", "a folder of the kernel's");
    if (symlink("/dev/full", in("full.svg")) == 0 && access("/dev/full", W_OK) == 0)
        refused(in("full.svg"), "file", "the disk is full", "a full disk");
    unlink(in("full.svg"));
    if (geteuid() == 0) {
        ok(true, "no permission # SKIP root may do everything");
    } else {
        put(in("mine.svg"), "old");
        chmod(in("mine.svg"), 0444);
        refused(in("mine.svg"), "file", "a folder of your own", "a file that may not be written");
        ok(begins(in("mine.svg"), "old"), "is left alone");
        unlink(in("mine.svg"));
    }
    ok(entries() == before, "nothing is left of all that");
}

/* A disk that is full on the way: no file may be longer than a hundred bytes. */
static void half(void)
{
    struct rlimit old, few;
    put(in("kept.svg"), "old");
    getrlimit(RLIMIT_FSIZE, &old);
    few = old;
    few.rlim_cur = 100;
    signal(SIGXFSZ, SIG_IGN);
    fflush(stdout);
    setrlimit(RLIMIT_FSIZE, &few);
    int before = entries();
    struct attempt a = attempt(in("kept.svg")), b = attempt(in("new.svg"));
    int after = entries();
    setrlimit(RLIMIT_FSIZE, &old);
    ok(!a.good && !strcmp(a.code, "file") && begins(in("kept.svg"), "old"),
       "what was there stays when the new one does not fit");
    ok(!b.good && access(in("new.svg"), F_OK) != 0 && before == after, "and no half of one is left");
}

static void straight_to(void)
{
    char path[64];
    int ends[2];
    ok(pipe(ends) == 0, "a pipe");
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    if (access(path, W_OK) != 0) {
        ok(true, "is written as it is # SKIP no /dev/fd");
        return;
    }
    symlink(path, in("pipe.txt"));
    struct attempt a = attempt(in("pipe.txt"));
    char got[8] = "";
    ok(a.good && read(ends[0], got, 4) == 4 && !strcmp(got, "text"), "is written as it is");
    close(ends[0]);
    close(ends[1]);
    unlink(in("pipe.txt"));
}

static void memory(void)
{
    long n = 0;
    bool all = true;
    int before = entries();
    for (bool hit = true; hit && n < 5000; n++) {
        mem_fail_after(n);
        struct attempt a = attempt(in("a.svg"));
        hit = mem_failed();
        mem_fail_after(-1);
        all = all && (hit ? !a.good && a.oom : a.good);
    }
    ok(all && n > 5 && entries() == before, "each of %ld requests for memory fails in turn", n);
}

static void clear(void)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        unlink(in(e->d_name));
    if (d)
        closedir(d);
    rmdir(folder);
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    written();
    links();
    refusals();
    half();
    straight_to();
    memory();
    clear();
    ok(access(folder, F_OK) != 0, "the folder was empty in the end");
    return tap_done();
}

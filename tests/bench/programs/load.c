/* The load of the benches: many clients of one server in one process, told what to do by lines on standard input.
 *
 * Usage: load PORT.  Each line is answered by one line of JSON.  Bytes are written in hex, "-" is none.
 *
 *   sinks COUNT WINDOW OPEN   connect COUNT clients that listen, at most WINDOW at a time, each opened by a first answer
 *   talker OPEN ASK OTHER     connect one client that asks, with ASK and OTHER in turn
 *   probe OPEN ASK            connect the client whose answers are timed while others are busy
 *   quiet MS                  read until nothing comes for MS milliseconds
 *   learn                     the first talker asks twice: learn how many bytes an event has
 *   burst SIZE SECONDS NAP    again and again: SIZE talkers ask once, then all sinks get all events
 *   ask SECONDS               all talkers ask, and ask again when they are answered
 *   listen SECONDS TYPE       count the frames that come, and those of one type at the first sink
 *   drop                      hang up on all sinks
 *
 * One thread and one epoll: the probe is looked at after every 64 sockets, so that others delay its figures little.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64          /* sockets between two looks at the probe */
#define HEADER 8          /* MessageLength and MessageType */
#define PATIENCE 30.0     /* seconds without anything that was waited for */
#define PROBE_PAUSE 0.001 /* seconds from an answer to the next question */
#define MOST_TRIES 20
#define PER_ADDRESS 10000 /* clients from one address: there are 28,000 ports for each */

enum role { SINK, TALKER, PROBE };

struct bytes { unsigned char *data; size_t size; };

struct client {
    int fd;
    enum role role;
    int is_connected, is_open, is_waiting, turn;
    double begun;
    struct bytes open, ask[2];
    unsigned char header[HEADER];
    size_t have, rest; /* of the frame that is being read: bytes of its header, and bytes still to come */
    long long received, typed;
};

static int epoll, port;
static struct client **sinks, **talkers, *probe;
static size_t sink_count, talker_count;
static long long event_size, all_received, all_frames;
static unsigned long wanted_type;
static double *times, *probe_times;
static size_t time_count, time_room, probe_count, probe_room;
static unsigned char buffer[1 << 16];
static int count_frames; /* whether frames are looked at, which costs time */
static int note_replies; /* whether the times of talkers are noted, and they ask again */
static int stop_asking;
static size_t outstanding, opened;

static double now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec / 1e9;
}

static double used(void) {
    struct timespec moment;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &moment);
    return moment.tv_sec + moment.tv_nsec / 1e9;
}

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("{\"error\": \"");
    vprintf(format, arguments);
    printf("\"}\n");
    fflush(stdout);
    exit(1);
}

static void note(double **list, size_t *count, size_t *room, double value) {
    if (*count == *room) {
        *room = *room ? *room * 2 : 1024;
        *list = realloc(*list, *room * sizeof **list);
        if (!*list) fail("no memory");
    }
    (*list)[(*count)++] = value;
}

static int ascending(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void print_times(const char *name, double *list, size_t count) {
    if (!count) return;
    qsort(list, count, sizeof *list, ascending);
    printf(", \"%s\": {\"count\": %zu, \"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f}", name, count,
           list[count / 2] * 1e6, list[(size_t)(count * 0.99)] * 1e6, list[count - 1] * 1e6);
}

static struct bytes from_hex(const char *text) {
    struct bytes found = {NULL, 0};
    if (!text || !strcmp(text, "-")) return found;
    found.size = strlen(text) / 2;
    found.data = malloc(found.size + 1);
    for (size_t i = 0; i < found.size; i++) {
        unsigned int byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) fail("not hex: %.20s", text);
        found.data[i] = byte;
    }
    return found;
}

static void transmit(struct client *client, struct bytes what) {
    if (what.size && send(client->fd, what.data, what.size, MSG_NOSIGNAL) != (ssize_t)what.size)
        fail("cannot send: %s", strerror(errno));
}

static struct client *begin_connecting(enum role role, struct bytes open, size_t number) {
    struct client *client = calloc(1, sizeof *client);
    struct sockaddr_in here = {.sin_family = AF_INET}, there = {.sin_family = AF_INET, .sin_port = htons(port)};
    int yes = 1;
    client->role = role;
    client->open = open;
    client->begun = now();
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (client->fd < 0) fail("no socket: %s", strerror(errno));
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number / PER_ADDRESS);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(client->fd, (struct sockaddr *)&here, sizeof here)) fail("cannot bind: %s", strerror(errno));
    if (connect(client->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS)
        fail("cannot connect: %s", strerror(errno));
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &wanted);
    return client;
}

static void take_frames(struct client *client, const unsigned char *data, size_t size);

static void ask(struct client *client) {
    client->begun = now();
    client->is_waiting = 1;
    transmit(client, client->ask[client->turn]);
    client->turn ^= 1;
    if (client->role == TALKER) outstanding++;
}

static void answered(struct client *client) {
    if (!client->is_waiting) return;
    client->is_waiting = 0;
    outstanding--;
    if (note_replies) {
        note(&times, &time_count, &time_room, now() - client->begun);
        if (!stop_asking) ask(client);
    }
}

static void take_frames(struct client *client, const unsigned char *data, size_t size) {
    while (size) {
        if (client->have < HEADER) {
            size_t part = HEADER - client->have < size ? HEADER - client->have : size;
            memcpy(client->header + client->have, data, part);
            client->have += part, data += part, size -= part;
            if (client->have < HEADER) return;
            const unsigned char *header = client->header;
            client->rest = (size_t)header[0] << 24 | header[1] << 16 | header[2] << 8 | header[3];
            all_frames++;
            if (((unsigned long)header[4] << 24 | header[5] << 16 | header[6] << 8 | header[7]) == wanted_type)
                client->typed++;
        }
        size_t part = client->rest < size ? client->rest : size;
        client->rest -= part, data += part, size -= part;
        if (client->rest) return;
        client->have = 0;
        if (client->role == TALKER) answered(client);
    }
}

static void look_at(struct client *client, unsigned int events) {
    if (!client->is_connected) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) fail("cannot connect: %s", strerror(error));
        if (!(events & EPOLLOUT)) return;
        struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = client};
        epoll_ctl(epoll, EPOLL_CTL_MOD, client->fd, &wanted);
        client->is_connected = 1;
        transmit(client, client->open);
        if (!client->open.size) client->is_open = 1, opened++;
        return;
    }
    ssize_t size = recv(client->fd, buffer, sizeof buffer, 0);
    if (size == 0) fail("the server hung up");
    if (size < 0) {
        if (errno == EAGAIN) return;
        fail("cannot receive: %s", strerror(errno));
    }
    client->received += size;
    if (client->role == SINK) all_received += size;
    if (!client->is_open) {
        client->is_open = 1;
        opened++;
        if (client->role == SINK) note(&times, &time_count, &time_room, now() - client->begun);
    }
    if (client->role == PROBE) {
        if (client->is_waiting) {
            note(&probe_times, &probe_count, &probe_room, now() - client->begun);
            client->is_waiting = 0;
        }
        return;
    }
    if (count_frames) take_frames(client, buffer, size);
}

static void probe_if_due(void) {
    if (!probe || !probe->is_open) return;
    if (probe->is_waiting)
        look_at(probe, EPOLLIN);
    else if (now() - probe->begun > PROBE_PAUSE)
        ask(probe);
}

/* Look at what is ready, at most so many sockets; how many there were. */
static int pass(int milliseconds, int probing) {
    struct epoll_event ready[BATCH];
    if (probing) probe_if_due();
    int count = epoll_wait(epoll, ready, BATCH, milliseconds);
    for (int i = 0; i < count; i++) look_at(ready[i].data.ptr, ready[i].events);
    return count;
}

static void forget_times(void) { time_count = probe_count = 0; }

static double quiet(double seconds) {
    double last = now();
    while (now() - last < seconds)
        if (pass((int)(seconds * 1000) + 1, 0) > 0) last = now();
    return last;
}

static void wait_open(size_t count) {
    double begun = now();
    while (opened < count) {
        pass(100, 0);
        if (now() - begun > PATIENCE) fail("only %zu of %zu were opened in time", opened, count);
    }
}

static void open_sinks(size_t count, size_t window, struct bytes open) {
    size_t first = sink_count, begun_count = 0;
    double begun = now(), progress = begun, cpu = used();
    sinks = realloc(sinks, (sink_count + count) * sizeof *sinks);
    opened = 0;
    forget_times();
    count_frames = 0;
    while (opened < count) {
        size_t before = opened;
        while (begun_count < count && begun_count - opened < window) {
            sinks[first + begun_count] = begin_connecting(SINK, open, first + begun_count);
            begun_count++;
        }
        pass(100, 0);
        if (opened > before) progress = now();
        if (now() - progress > PATIENCE) fail("only %zu of %zu were opened in time", opened, count);
    }
    sink_count += count;
    double taken = now() - begun;
    printf("{\"seconds\": %.6f, \"units\": %zu, \"busy\": %.3f", taken, count, (used() - cpu) / taken);
    print_times("answers", times, time_count);
    printf("}\n");
}

static void drop(void) {
    struct linger at_once = {1, 0};
    for (size_t i = 0; i < sink_count; i++) {
        setsockopt(sinks[i]->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(sinks[i]->fd);
        free(sinks[i]);
    }
    printf("{\"units\": %zu}\n", sink_count);
    sink_count = 0;
}

/* One event for all sinks: how many bytes it has, or 0 if they did not all get as many. */
static long long one_event(void) {
    double begun = now();
    for (size_t i = 0; i < sink_count; i++) sinks[i]->received = 0;
    ask(talkers[0]);
    for (size_t i = 0; i < sink_count; i++)
        while (!sinks[i]->received) {
            pass(100, 0);
            if (now() - begun > PATIENCE) fail("sink %zu got no event in time", i);
        }
    quiet(0.1);
    for (size_t i = 0; i < sink_count; i++)
        if (sinks[i]->received != sinks[0]->received) return 0;
    return sinks[0]->received;
}

static void learn(void) {
    if (!sink_count || !talker_count) fail("nobody to learn from");
    count_frames = 0;
    event_size = 0;
    /* What was caused when the clients came may still be on its way: then sizes differ, and it is tried again. */
    for (int tries = 0; tries < MOST_TRIES && !event_size; tries++) {
        quiet(tries ? 1.0 : 0.3);
        long long size = one_event();
        if (size && one_event() == size) event_size = size;
    }
    outstanding = 0;
    if (!event_size) fail("not all sinks get the same");
    printf("{\"event\": %lld}\n", event_size);
}

static void burst(size_t size, double seconds, double nap) {
    long long bursts = 0, wanted = (long long)(size * sink_count) * event_size;
    if (size > talker_count || !event_size) fail("%zu talkers for a burst of %zu", talker_count, size);
    struct timespec rest = {0, (long)(nap * 1000)};
    double begun = now(), cpu = used();
    count_frames = 0;
    forget_times();
    while (now() - begun < seconds) {
        double progress = now();
        all_received = 0;
        for (size_t i = 0; i < size; i++) ask(talkers[i]);
        while (all_received < wanted) {
            int count = pass(1, 1);
            if (count > 0)
                progress = now();
            else if (now() - progress > PATIENCE)
                fail("%lld of %lld bytes of a burst came in time", all_received, wanted);
            if (nap > 0 && count < BATCH && all_received < wanted) nanosleep(&rest, NULL);
        }
        if (all_received > wanted) fail("%lld bytes came for %lld", all_received, wanted);
        bursts++;
    }
    double taken = now() - begun, cpu_then = used();
    /* The last answer may be the one that took longest. */
    while (probe && probe->is_waiting) {
        pass(10, 0);
        if (now() - probe->begun > PATIENCE) fail("the probe was not answered in time");
    }
    outstanding = 0;
    printf("{\"seconds\": %.6f, \"units\": %lld, \"bursts\": %lld, \"busy\": %.3f", taken,
           bursts * (long long)(size * sink_count), bursts, (cpu_then - cpu) / taken);
    print_times("probe", probe_times, probe_count);
    printf("}\n");
}

static void ask_all(double seconds) {
    double begun = now(), cpu = used();
    forget_times();
    count_frames = note_replies = 1;
    stop_asking = 0;
    outstanding = 0;
    for (size_t i = 0; i < talker_count; i++) ask(talkers[i]);
    while (now() - begun < seconds) pass(10, 0);
    stop_asking = 1;
    while (outstanding) {
        pass(10, 0);
        if (now() - begun > seconds + PATIENCE) fail("%zu requests were not answered", outstanding);
    }
    note_replies = 0;
    double taken = now() - begun;
    printf("{\"seconds\": %.6f, \"units\": %zu, \"busy\": %.3f", taken, time_count, (used() - cpu) / taken);
    print_times("answers", times, time_count);
    printf("}\n");
}

static void listen_to_all(double seconds, unsigned long type) {
    double begun = now(), cpu = used();
    forget_times();
    count_frames = 1;
    wanted_type = type;
    all_frames = all_received = 0;
    for (size_t i = 0; i < sink_count; i++) sinks[i]->typed = 0;
    while (now() - begun < seconds) pass(1, 1);
    double taken = now() - begun;
    /* A server that is behind may never answer: it took at least this long. */
    if (probe && probe->is_waiting) note(&probe_times, &probe_count, &probe_room, now() - probe->begun);
    printf("{\"seconds\": %.6f, \"units\": %lld, \"bytes\": %lld, \"typed\": %lld, \"busy\": %.3f", taken, all_frames,
           all_received, sink_count ? sinks[0]->typed : 0, (used() - cpu) / taken);
    print_times("probe", probe_times, probe_count);
    printf("}\n");
}

static char *word(void) {
    char *found = strtok(NULL, " \n");
    if (!found) fail("a word is missing");
    return found;
}

int main(int count, char **arguments) {
    static char line[1 << 16];
    if (count != 2) fail("usage: load PORT");
    port = atoi(arguments[1]);
    epoll = epoll_create1(0);
    while (fgets(line, sizeof line, stdin)) {
        char *order = strtok(line, " \n");
        if (!order) continue;
        if (!strcmp(order, "sinks")) {
            size_t number = strtoul(word(), NULL, 10), window = strtoul(word(), NULL, 10);
            open_sinks(number, window, from_hex(word()));
        } else if (!strcmp(order, "talker") || !strcmp(order, "probe")) {
            int talks = *order == 't';
            struct bytes open = from_hex(word());
            opened = 0;
            struct client *client = begin_connecting(talks ? TALKER : PROBE, open, 0);
            client->ask[0] = client->ask[1] = from_hex(word());
            wait_open(1);
            if (talks) {
                client->ask[1] = from_hex(word());
                talkers = realloc(talkers, (talker_count + 1) * sizeof *talkers);
                talkers[talker_count++] = client;
            } else
                probe = client;
            printf("{\"units\": 1}\n");
        } else if (!strcmp(order, "quiet")) {
            double begun = now();
            count_frames = 0;
            printf("{\"seconds\": %.6f}\n", quiet(atof(word()) / 1000) - begun);
        } else if (!strcmp(order, "learn"))
            learn();
        else if (!strcmp(order, "burst")) {
            size_t size = strtoul(word(), NULL, 10);
            double seconds = atof(word());
            burst(size, seconds, atof(word()));
        } else if (!strcmp(order, "ask"))
            ask_all(atof(word()));
        else if (!strcmp(order, "listen")) {
            double seconds = atof(word());
            listen_to_all(seconds, strtoul(word(), NULL, 10));
        } else if (!strcmp(order, "drop"))
            drop();
        else
            fail("no order: %s", order);
        fflush(stdout);
    }
    return 0;
}

/* What a delivery costs at least: a server in C that sends one event to all its sessions, in a loop.
 *
 * Usage: send_loop EVENT_BYTES.  It prints its port.  To its clients it looks like a CTI Server: OPEN_REQ is answered,
 * and opens a session that hears events if its AgentStateMask is not empty; SET_AGENT_STATE_REQ is answered, and makes
 * one event for every session; HEARTBEAT_REQ is answered.  It checks nothing, keeps nothing, and never waits.  Events
 * of all requests that were read in one turn leave in one send(2) for each session.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH 256
#define MOST_JOINED 64
#define MASK_AT 32 /* of the AgentStateMask in an OPEN_REQ */

enum { OPEN_REQ = 3, OPEN_CONF = 4, HEARTBEAT_REQ = 5, HEARTBEAT_CONF = 6, SET_AGENT_STATE_REQ = 38 };

struct client { int fd, hears; size_t have; unsigned char bytes[8192]; };

static struct client **listeners;
static size_t listener_count, listener_room, event_size, events;
static unsigned char *joined;

static unsigned long number(const unsigned char *at) {
    return (unsigned long)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void answer(struct client *client, unsigned char type) {
    unsigned char frame[12] = {0, 0, 0, 4, 0, 0, 0, type, 0, 0, 0, 1};
    if (send(client->fd, frame, sizeof frame, MSG_NOSIGNAL) != sizeof frame) exit(3);
}

static void hears(struct client *client) {
    if (listener_count == listener_room) {
        listener_room = listener_room ? listener_room * 2 : 64;
        listeners = realloc(listeners, listener_room * sizeof *listeners);
    }
    client->hears = 1;
    listeners[listener_count++] = client;
}

static void tell_all(void) {
    while (events) {
        size_t count = events < MOST_JOINED ? events : MOST_JOINED;
        for (size_t i = 0; i < listener_count; i++)
            if (send(listeners[i]->fd, joined, count * event_size, MSG_NOSIGNAL) != (ssize_t)(count * event_size)) {
                perror("send_loop: a client does not read");
                exit(3);
            }
        events -= count;
    }
}

static void leave(struct client *client) {
    for (size_t i = 0; client->hears && i < listener_count; i++)
        if (listeners[i] == client) {
            listeners[i] = listeners[--listener_count];
            break;
        }
    close(client->fd);
    free(client);
}

static void take(struct client *client) {
    ssize_t size = recv(client->fd, client->bytes + client->have, sizeof client->bytes - client->have, 0);
    if (size <= 0) {
        if (size < 0 && errno == EAGAIN) return;
        leave(client);
        return;
    }
    client->have += size;
    size_t at = 0;
    while (client->have - at >= 8 && client->have - at >= number(client->bytes + at) + 8) {
        unsigned char *frame = client->bytes + at;
        at += number(frame) + 8;
        switch (number(frame + 4)) {
        case OPEN_REQ:
            if (number(frame + MASK_AT)) hears(client);
            answer(client, OPEN_CONF);
            break;
        case HEARTBEAT_REQ: answer(client, HEARTBEAT_CONF); break;
        case SET_AGENT_STATE_REQ:
            answer(client, SET_AGENT_STATE_REQ + 1);
            events++;
            break;
        }
    }
    memmove(client->bytes, client->bytes + at, client->have - at);
    client->have -= at;
}

int main(int count, char **arguments) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), yes = 1;
    if (count != 2 || (event_size = strtoul(arguments[1], NULL, 10)) < 8) return 2;
    joined = calloc(MOST_JOINED, event_size);
    for (size_t i = 0; i < MOST_JOINED; i++) {
        unsigned char *frame = joined + i * event_size;
        frame[2] = (event_size - 8) >> 8, frame[3] = event_size - 8, frame[7] = 30;
    }
    if (bind(listener, (struct sockaddr *)&here, size) || listen(listener, 4096)) return 1;
    getsockname(listener, (struct sockaddr *)&here, &size);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
    for (;;) {
        struct epoll_event ready[BATCH];
        int found = epoll_wait(poll, ready, BATCH, -1);
        for (int i = 0; i < found; i++) {
            struct client *client = ready[i].data.ptr;
            if (client) {
                take(client);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0) continue;
            client = calloc(1, sizeof *client);
            client->fd = fd;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            wanted.data.ptr = client;
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
        }
        tell_all();
    }
}

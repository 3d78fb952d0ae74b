package server

import (
	"net"
	"net/http"
	"sync"
)

// unused has the connections on which no request has come yet. Shutdown waits for each of them until it is five seconds old, although
// browsers and http.Transport open connections in advance.
type unused struct {
	mu          sync.Mutex
	connections map[net.Conn]bool
	closed      bool
}

// track is for [http.Server.ConnState].
func (u *unused) track(connection net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateNew {
		delete(u.connections, connection)
		return
	}
	if u.closed {
		_ = connection.Close() // accepted just before the listener was closed
		return
	}
	u.connections[connection] = true
}

func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for connection := range u.connections {
		_ = connection.Close() // the other end may have closed it
	}
}

package contract

import (
	"errors"
	"maps"
	"net/http"
	"time"
)

// stream is the part of a Response that is sent while it is written.
type stream struct {
	to        http.ResponseWriter // nil for none: then all is held back
	operation *Operation          // while one responds that may do so with a stream, else nil
	bare      bool                // to HEAD
	begun     bool                // status and header are sent
	failed    bool                // after it has begun
}

// StreamTo sends a response that is not JSON to w as it is written: when the handler has written the status, status and header are checked
// and sent, and each Write then is sent at once. Nothing is sent of a response whose status or content type is not declared: Write fails,
// and the Refusal has status 500. By default such a response is held back too.
func (res *Response) StreamTo(w http.ResponseWriter) { res.stream.to = w }

// beginStream sends status and header if a stream is declared for the status, or makes the response fail.
func (res *Response) beginStream() {
	s := &res.stream
	declared := s.operation.response(res.status)
	if s.to == nil || res.failure != nil || declared != nil && declared.stream == "" {
		return
	}
	if res.failure = s.operation.checkResponse(res.status, res.header, nil, lent).Err(); res.failure != nil {
		return
	}
	s.begun = true
	maps.Copy(s.to.Header(), res.header)
	s.to.WriteHeader(res.status)
	_ = res.flush() // what is wrong with the connection, the next Write finds too
}

// writeStream sends a part of the body. It fails for HEAD, so that a handler without an end finds one.
func (res *Response) writeStream(data []byte) (n int, err error) {
	switch s := &res.stream; {
	case res.failure != nil:
		return 0, res.failure
	case s.bare:
		return 0, http.ErrBodyNotAllowed
	default:
		if n, err = s.to.Write(data); err == nil {
			err = res.flush()
		}
		return n, err
	}
}

// flush does nothing on a writer that keeps nothing back.
func (res *Response) flush() error {
	if err := http.NewResponseController(res.stream.to).Flush(); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// SetWriteDeadline is for http.ResponseController: a stream lasts longer than a server allows a response. It fails for other responses.
func (res *Response) SetWriteDeadline(deadline time.Time) error {
	if s := &res.stream; s.operation != nil && s.begun && !s.bare {
		return http.NewResponseController(s.to).SetWriteDeadline(deadline)
	}
	return errors.ErrUnsupported
}

// endStream keeps what is written from now on, such as an error, out of the stream.
func (res *Response) endStream(failed bool) { res.stream.operation, res.stream.failed = nil, failed }

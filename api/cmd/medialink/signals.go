package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// stopped is the cause of a context that a signal has ended.
type stopped struct{ signal syscall.Signal }

func (s *stopped) Error() string { return s.signal.String() }

// untilSignal returns a context that the first of these signals ends. After restore the next one ends the program at once, as it would
// without this call.
func untilSignal(ctx context.Context, signals ...os.Signal) (_ context.Context, restore func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	received := make(chan os.Signal, 1)
	signal.Notify(received, signals...)
	go func() {
		select {
		case s := <-received:
			number, _ := s.(syscall.Signal)
			cancel(&stopped{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		cancel(nil)
	}
}

// interruptible runs a command that SIGINT and SIGTERM end early, which its error then says. A second one ends the program at once.
func interruptible(ctx context.Context, command func(context.Context) error) error {
	ctx, restore := untilSignal(ctx, os.Interrupt, syscall.SIGTERM)
	defer restore()
	context.AfterFunc(ctx, restore)
	err := command(ctx)
	if s, ok := errors.AsType[*stopped](context.Cause(ctx)); ok && errors.Is(err, context.Canceled) {
		return fmt.Errorf("%w: %w", s, err)
	}
	return err
}

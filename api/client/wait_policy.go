package client

import (
	"cmp"
	"errors"
	"time"
)

// None turns off what a field of a [RetryPolicy] or a [PollPolicy] sets, since 0 stands for the default. Fields that accept it say so.
const None = -1

// PollPolicy says when [Client.Wait] polls. The zero value of a field is its default.
type PollPolicy struct {
	First  time.Duration // the pause before the first poll; 1 s. With None the first poll is at once, and the second 1 s later
	Factor float64       // of each pause to the one before it, from 1 to 1000; 1.5
	Jitter float64       // the part of a pause by which it is shorter or longer at most, up to 1, or None; 0.2
	Cap    time.Duration // of a pause, before jitter; 15 s
	Limit  time.Duration // of the whole wait; 30 min
}

func (p PollPolicy) withDefaults() PollPolicy {
	return PollPolicy{
		First:  orDefault(p.First, time.Second),
		Factor: cmp.Or(p.Factor, 1.5),
		Jitter: orDefault(p.Jitter, 0.2),
		Cap:    cmp.Or(p.Cap, 15*time.Second),
		Limit:  cmp.Or(p.Limit, 30*time.Minute),
	}
}

// orDefault reads a field that may be None.
func orDefault[T time.Duration | float64](value, byDefault T) T {
	if value == None {
		return 0
	}
	return cmp.Or(value, byDefault)
}

func (p PollPolicy) check() error {
	var invalid problems
	invalid.require(min(p.First, p.Cap, p.Limit) >= 0, "poll policy: a duration must not be negative")
	invalid.require(p.Factor >= 1 && p.Factor <= 1000, "poll policy: the factor must be from 1 to 1000")
	invalid.require(p.Jitter >= 0 && p.Jitter <= 1, "poll policy: the jitter must be from 0 to 1")
	return errors.Join(invalid...)
}

// after returns the next pause. The one before is 0 if the first poll was at once.
func (p PollPolicy) after(pause time.Duration) time.Duration {
	return min(cmp.Or(duration(float64(pause)*p.Factor), time.Second), p.Cap)
}

// jittered returns a pause that is shorter or longer by up to Jitter.
func (p PollPolicy) jittered(pause time.Duration, random float64) time.Duration {
	return duration(float64(pause) * (1 + p.Jitter*(2*random-1)))
}

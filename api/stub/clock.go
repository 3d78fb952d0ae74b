package stub

import (
	"time"
)

// maxAhead is how far a clock can be put forward: the year keeps four digits (RFC 3339), whatever a test does.
const maxAhead = 100 * 365 * 24 * time.Hour

// clock follows another one, and can be put forward and stopped.
type clock struct {
	offset   time.Duration
	frozen   bool
	frozenAt time.Time
}

func (c *clock) at(base time.Time) time.Time {
	if c.frozen {
		return c.frozenAt
	}
	return base.Add(c.offset)
}

// advance reports false, and does nothing, if the clock would be put back or too far ahead.
func (c *clock) advance(d time.Duration, base time.Time) bool {
	if d < 0 || d > maxAhead || c.at(base).Add(d).Sub(base) > maxAhead {
		return false
	}
	if c.frozen {
		c.frozenAt = c.frozenAt.Add(d)
	} else {
		c.offset += d
	}
	return true
}

func (c *clock) freeze(base time.Time) {
	if !c.frozen {
		c.frozen, c.frozenAt = true, c.at(base)
	}
}

// thaw lets the clock go on from where it stands.
func (c *clock) thaw(base time.Time) {
	if c.frozen {
		c.frozen, c.offset = false, c.frozenAt.Sub(base)
	}
}

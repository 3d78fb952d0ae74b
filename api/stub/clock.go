package stub

import "time"

// maxAhead is how far a clock can be put forward: dates keep four digits for their year (RFC 3339), whatever a test does.
const maxAhead = 100 * 365 * 24 * time.Hour

// clock tells a time that follows another one, and can be put forward and stopped.
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

// canAdvance reports whether the clock stays within its bounds.
func (c *clock) canAdvance(d time.Duration, base time.Time) bool {
	return d >= 0 && d <= maxAhead && c.at(base).Add(d).Sub(base) <= maxAhead
}

func (c *clock) advance(d time.Duration, base time.Time) {
	switch {
	case !c.canAdvance(d, base):
	case c.frozen:
		c.frozenAt = c.frozenAt.Add(d)
	default:
		c.offset += d
	}
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

package stub

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Delay is a time, or a distribution of times. None is longer than 100 s.
type Delay struct {
	Min, Max time.Duration // the same if it is fixed, else uniform between the two
	Sigma    float64       // if not 0, lognormal: Min is the median
}

// parseDelay reads 200ms, 100ms..500ms and 200ms~0.5.
func parseDelay(text string) (Delay, error) {
	low, high, uniform := strings.Cut(text, "..")
	median, sigma, lognormal := strings.Cut(text, "~")
	var d Delay
	var err error
	switch {
	case uniform:
		if d.Min, err = duration(low, maxDelay); err == nil {
			d.Max, err = duration(high, maxDelay)
		}
	case lognormal:
		if d.Min, err = duration(median, maxDelay); err == nil {
			d.Sigma, err = strconv.ParseFloat(sigma, 64)
		}
		d.Max = d.Min
	default:
		d.Min, err = duration(text, maxDelay)
		d.Max = d.Min
	}
	if err != nil {
		return Delay{}, fmt.Errorf("must have a time, such as 200ms, 100ms..500ms or 200ms~0.5, of at most %v", maxDelay)
	}
	return d, nil
}

func (d Delay) check() error {
	const largestSigma = 10
	if d.Min < 0 || d.Max < d.Min || d.Max > maxDelay || !(d.Sigma >= 0 && d.Sigma <= largestSigma) {
		return fmt.Errorf("must have times from 0s to %v, the lower one first, and a sigma from 0 to %d", maxDelay, largestSigma)
	}
	return nil
}

func (d Delay) draw(random *rand.Rand) time.Duration {
	switch {
	case d.Sigma > 0:
		drawn := float64(d.Min) * math.Exp(d.Sigma*random.NormFloat64())
		return time.Duration(min(drawn, float64(maxDelay)))
	case d.Max > d.Min:
		return d.Min + time.Duration(random.Int64N(int64(d.Max-d.Min)+1))
	}
	return d.Min
}

// String writes the delay as a fault has it.
func (d Delay) String() string {
	switch {
	case d.Sigma > 0:
		return fmt.Sprintf("%v~%g", d.Min, d.Sigma)
	case d.Max > d.Min:
		return fmt.Sprintf("%v..%v", d.Min, d.Max)
	}
	return d.Min.String()
}

// wait lets real time pass, and reports whether it was let.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

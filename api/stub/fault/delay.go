package fault

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Delay is a time, or a distribution of times. None is longer than 100 s.
type Delay struct {
	Min, Max time.Duration // the same if it is fixed, else uniform between the two
	Sigma    float64       // if not 0, lognormal: Min is the median
}

// parseDelay reads 200ms, 100ms..500ms and 200ms~0.5.
func parseDelay(text string) (d Delay, err error) {
	low, high, uniform := strings.Cut(text, "..")
	low, sigma, lognormal := strings.Cut(low, "~")
	d.Min, err = form.Duration(low, form.MaxDelay)
	d.Max = d.Min
	switch {
	case err != nil:
	case uniform:
		d.Max, err = form.Duration(high, form.MaxDelay)
	case lognormal:
		d.Sigma, err = strconv.ParseFloat(sigma, 64)
	}
	if err != nil || uniform && lognormal {
		return Delay{}, fmt.Errorf("must have a time, such as 200ms, 100ms..500ms or 200ms~0.5, of at most %v", form.MaxDelay)
	}
	return d, nil
}

func (d Delay) check() error {
	const largestSigma = 10
	if d.Min < 0 || d.Max < d.Min || d.Max > form.MaxDelay || !(d.Sigma >= 0 && d.Sigma <= largestSigma) {
		return fmt.Errorf("must have times from 0s to %v, the lower one first, and a sigma from 0 to %d", form.MaxDelay, largestSigma)
	}
	return nil
}

// pick returns the delay of one request.
func (d Delay) pick(random *rand.Rand) time.Duration {
	switch {
	case d.Sigma > 0:
		picked := float64(d.Min) * math.Exp(d.Sigma*random.NormFloat64())
		return time.Duration(min(picked, float64(form.MaxDelay)))
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

// Wait blocks for d; it reports false if ctx ended first.
func Wait(ctx context.Context, d time.Duration) bool {
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

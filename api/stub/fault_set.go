package stub

import (
	"math/rand/v2"
	"time"
)

// faultSet is the faults of a world, with what is left of their counts.
type faultSet []countedFault

type countedFault struct {
	Fault
	left int // requests that it still befalls; of a fault with First
}

// drawn is a fault that befalls a request, with the delay that fell to it.
type drawn struct {
	Fault
	delay time.Duration
}

func newFaultSet(faults []Fault) faultSet {
	set := make(faultSet, len(faults))
	for i, f := range faults {
		set[i] = countedFault{Fault: f, left: f.First}
	}
	return set
}

// draw returns the faults that befall a request to the operation: any number of latencies, and of the others the first.
func (set faultSet) draw(operation string, random *rand.Rand) []drawn {
	var all []drawn
	spoilt := false
	for i := range set {
		f := &set[i]
		if spoilt && f.Kind != FaultLatency || !f.befalls(operation, random) {
			continue
		}
		if f.Kind != FaultLatency {
			spoilt = true
		}
		all = append(all, drawn{Fault: f.Fault, delay: f.Delay.draw(random)})
	}
	return all
}

func (f *countedFault) befalls(operation string, random *rand.Rand) bool {
	switch {
	case f.Operation != "" && f.Operation != operation, f.Operation == "" && operation == OperationToken:
		return false
	case f.First > 0 && f.left == 0:
		return false
	case f.Rate > 0 && random.Float64() >= f.Rate:
		return false
	}
	if f.First > 0 {
		f.left--
	}
	return true
}

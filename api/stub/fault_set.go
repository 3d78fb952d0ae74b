package stub

import (
	"math/rand/v2"
	"time"

	"github.com/medialink-go/medialink/api/stub/journal"
)

// FaultCount is a fault in force, and how many requests it has befallen.
type FaultCount struct {
	Fault
	Count int
}

// faultSet is the faults of a world, each with how many requests it has befallen.
type faultSet []countedFault

type countedFault struct {
	Fault
	count int
}

// drawn is a fault that befalls a request, with the delay that fell to it.
type drawn struct {
	Fault
	delay time.Duration
}

func newFaultSet(faults []Fault) faultSet {
	set := make(faultSet, len(faults))
	for i, f := range faults {
		set[i].Fault = f
	}
	return set
}

func (set faultSet) counts() []FaultCount {
	counts := make([]FaultCount, len(set))
	for i, f := range set {
		counts[i] = FaultCount{Fault: f.Fault, Count: f.count}
	}
	return counts
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
	case f.Operation != "" && f.Operation != operation, f.Operation == "" && operation == journal.OperationToken:
		return false
	case f.First > 0 && f.count >= f.First:
		return false
	case f.Rate > 0 && random.Float64() >= f.Rate:
		return false
	}
	f.count++
	return true
}

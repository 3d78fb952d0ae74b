package stub

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// keyOf stands for a principal, whose text may be a secret and of any length.
func keyOf(principal string) journal.Key { return sha256.Sum256([]byte(principal)) }

// world is what one principal has.
type world struct {
	controls
	key    journal.Key
	userID uuid.UUID
	media  *simplelru.LRU[uuid.UUID, *media] // by age, since none is ever touched
	made   uint64                            // number of media so far, forgotten ones included
	bytes  int64
	random *rand.Rand
}

// controls is what can be set, for one world or for all.
type controls struct {
	clock     clock
	inForce   *inForce // nil in a world: that of all worlds
	faults    fault.Set
	ownFaults bool // of a world, else they are a copy of those of all worlds
}

// inForce is the scenarios in force, and the behavior that they ask for. It does not change.
type inForce struct {
	scenario.Behavior
	scenarios []string
}

// scenariosOf returns those in force.
func (st *store) scenariosOf(c *controls) *inForce { return cmp.Or(c.inForce, st.common.inForce) }

// newInForce begins with what WithReadyAfter says.
func (s *settings) newInForce(scenarios []string) (*inForce, error) {
	b, err := s.readyAfter.With(scenarios...)
	if err == nil {
		err = checkStatuses(s.library, b)
	}
	if err != nil {
		return nil, err
	}
	return &inForce{b, slices.Clone(scenarios)}, nil
}

func (st *store) newWorld(key journal.Key) *world {
	seed := st.settings.seed
	w := &world{
		key:      key,
		controls: controls{faults: slices.Clone(st.common.faults)},
		userID:   derivedID(uuid.UUID(key[:16]), "user", seed),
		random:   rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(key[:8]))),
	}
	if own, ok := st.settings.worlds[key]; ok {
		w.inForce = own.inForce
		if own.ownFaults {
			w.faults, w.ownFaults = slices.Clone(own.faults), true
		}
	}
	w.media = newLRU(st.settings.maxMedia, func(id uuid.UUID, m *media) {
		delete(st.owners, id)
		w.bytes -= m.size()
		st.bytes -= m.size()
	})
	return w
}

package stub

import (
	"errors"
	"fmt"
	"slices"

	"github.com/medialink-go/medialink/api/contract"
)

// WorldConfig is what a world has from the start, and after [World.Reset].
type WorldConfig struct {
	Name      string   // of the principal
	Clients   []Client // whose tokens lead into this world; they may ask for them
	Scenarios []string // nil: those of all worlds
	Faults    []Fault  // nil: those of all worlds
}

// WithWorlds gives worlds clients, scenarios and faults of their own. By default each client and each bearer token has a world, and
// none is told anything of its own. Once a client is named, here or by [WithClients], no other gets a token.
func WithWorlds(worlds ...WorldConfig) Option {
	return setting(func(s *settings) { s.worldConfigs = append(s.worldConfigs, worlds...) })
}

// furnishing is a WorldConfig that has been checked.
type furnishing struct {
	plan      *plan
	faults    []Fault
	ownFaults bool
}

func (f furnishing) furnish(w *world) {
	w.plan = f.plan
	if f.ownFaults {
		w.faults, w.ownFaults = newFaultSet(f.faults), true
	}
}

// furnish reads the configurations of worlds.
func (s *settings) furnish(library *contract.Contract) error {
	s.worlds = map[worldKey]furnishing{}
	s.worldOfClient = map[string]string{}
	for _, c := range s.worldConfigs {
		if err := s.furnishWorld(c, library); err != nil {
			return fmt.Errorf("world %q: %w", c.Name, err)
		}
	}
	return nil
}

func (s *settings) furnishWorld(c WorldConfig, library *contract.Contract) error {
	key := keyOf(c.Name)
	if _, twice := s.worlds[key]; twice || c.Name == "" {
		return errors.New("must have a name of its own")
	}
	f := furnishing{faults: slices.Clone(c.Faults), ownFaults: c.Faults != nil}
	if c.Scenarios != nil {
		var err error
		if f.plan, err = s.newPlan(c.Scenarios, library); err != nil {
			return err
		}
	}
	if err := checkFaults(c.Faults); err != nil {
		return err
	}
	for _, client := range c.Clients {
		if _, twice := s.worldOfClient[client.ID]; twice {
			return errors.New("must have clients of its own")
		}
		s.worldOfClient[client.ID] = c.Name
		s.clients = append(s.clients, client)
	}
	s.worlds[key] = f
	return nil
}

// principalOf is the name of the client's world.
func (s settings) principalOf(clientID string) string {
	if name, ok := s.worldOfClient[clientID]; ok {
		return name
	}
	return clientID
}

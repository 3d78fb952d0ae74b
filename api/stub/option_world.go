package stub

import (
	"errors"
	"fmt"

	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// WorldConfig is what a world has from the start, and after [Scope.Reset].
type WorldConfig struct {
	Name      string        // of the principal
	Clients   []OAuthClient // whose tokens are for this world; they may ask for them
	Scenarios []string      // nil: those of all worlds
	Faults    []fault.Fault // nil: those of all worlds
}

// WithWorlds gives worlds clients, scenarios and faults of their own. By default each client and each bearer token has a world, with
// nothing of its own. Once a client is named, here or by [WithClients], no other gets a token.
func WithWorlds(worlds ...WorldConfig) Option {
	return setting(func(s *settings) { s.worldConfigs = append(s.worldConfigs, worlds...) })
}

// setUpWorlds checks the configurations of worlds.
func (s *settings) setUpWorlds() error {
	s.worlds = map[journal.Key]controls{}
	s.worldOfClient = map[string]string{}
	for _, c := range s.worldConfigs {
		if err := s.setUpWorld(c); err != nil {
			return fmt.Errorf("world %q: %w", c.Name, err)
		}
	}
	return nil
}

func (s *settings) setUpWorld(c WorldConfig) error {
	key := keyOf(c.Name)
	if _, twice := s.worlds[key]; twice || c.Name == "" {
		return errors.New("must have a name of its own")
	}
	own := controls{faults: fault.NewSet(c.Faults), ownFaults: c.Faults != nil}
	err := fault.Check(c.Faults...)
	if err == nil && c.Scenarios != nil {
		own.inForce, err = s.newInForce(c.Scenarios)
	}
	if err != nil {
		return err
	}
	for _, client := range c.Clients {
		if _, twice := s.worldOfClient[client.ID]; twice {
			return errors.New("must have clients of its own")
		}
		s.worldOfClient[client.ID] = c.Name
		s.clients = append(s.clients, client)
	}
	s.worlds[key] = own
	return nil
}

// principalOf returns the name of the client's world.
func (s *settings) principalOf(clientID string) string {
	if name, ok := s.worldOfClient[clientID]; ok {
		return name
	}
	return clientID
}

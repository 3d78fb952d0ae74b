package contract

import "go.yaml.in/yaml/v4"

// TerminalStates returns the values of an enum that are final, as the extension x-states of its schema says, such as "ready"
// and "failed" for "MediaStatus". It returns nil for a schema without the extension.
func (c *Contract) TerminalStates(schema string) []string { return c.terminal[schema] }

func terminalStates(root *yaml.Node) map[string][]string {
	terminal := map[string][]string{}
	for name, schema := range membersOf(member(root, "components", "schemas")) {
		if states := member(schema, "x-states", "terminal"); states != nil {
			for _, state := range states.Content {
				terminal[name.Value] = append(terminal[name.Value], state.Value)
			}
		}
	}
	return terminal
}

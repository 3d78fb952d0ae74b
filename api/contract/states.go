package contract

import "go.yaml.in/yaml/v4"

// TerminalStates returns the values of an enum that are final, as the extension x-states of its schema says, such as "ready"
// and "failed" for "MediaStatus". It returns nil for a schema without the extension.
func (c *Contract) TerminalStates(schema string) []string { return c.terminal[schema] }

func terminalStates(root *yaml.Node) map[string][]string {
	terminal := map[string][]string{}
	schemas := member(member(root, "components"), "schemas")
	if schemas == nil {
		return terminal
	}
	for i := 0; i+1 < len(schemas.Content); i += 2 {
		if states := member(member(resolveAlias(schemas.Content[i+1]), "x-states"), "terminal"); states != nil {
			for _, state := range states.Content {
				terminal[schemas.Content[i].Value] = append(terminal[schemas.Content[i].Value], state.Value)
			}
		}
	}
	return terminal
}

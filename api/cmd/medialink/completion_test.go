//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bash runs "complete -C", as it does when somebody presses the tab key, for the last word of the line.
const pressTab = `source <("$1/medialink" completion bash)
eval "program=$(complete -p medialink | sed -n 's/.* -C \([^ ]*\) .*/\1/p')"
COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9 COMP_KEY=9 "$program" medialink "${2##* }" x
`

func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not on this machine")
	}
	dir := filepath.Dir(buildBinary(t))
	for line, want := range map[string]string{
		"medialink st":                          "stub",
		"medialink stub --read":                 "--ready-after",
		"medialink stub --scenario failed-":     "failed-after-3polls failed-after-5s",
		"medialink stub --scenario=never":       "never-ready",
		"medialink stub --fault trunc":          "truncate",
		"medialink stub --log ":                 "human json off",
		"medialink proxy --fail-on ":            "broken new warning",
		"medialink check --report ju":           "junit=",
		"medialink upload https://h --kind au":  "audio",
		"medialink get --wait --js":             "--json",
		"medialink completion ":                 "bash fish zsh",
		"medialink completion z":                "zsh",
		"medialink upload https://h --nothing-": "",
	} {
		command := exec.CommandContext(t.Context(), bash, "--norc", "-euo", "pipefail", "-c", pressTab, "bash", dir, line)
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", line, err, output)
		}
		words := strings.Fields(string(output))
		for word := range strings.FieldsSeq(want) {
			if !strings.Contains("\n"+strings.Join(words, "\n")+"\n", "\n"+word+"\n") {
				t.Errorf("%q: %q, want %q among them", line, words, word)
			}
		}
		if want == "" && len(words) > 0 {
			t.Errorf("%q: %q, want nothing", line, words)
		}
	}
}

// A shell reads the code without an error, where that shell is.
func TestShellsReadTheCode(t *testing.T) {
	binary := buildBinary(t)
	for shell, command := range map[string]string{"bash": "complete -o default", "zsh": "bashcompinit", "fish": "complete -f -c medialink"} {
		t.Run(shell, func(t *testing.T) {
			code, err := exec.CommandContext(t.Context(), binary, "completion", shell).Output()
			if err != nil || !strings.Contains(string(code), command) || !strings.Contains(string(code), binary) {
				t.Fatalf("%v, want %q and the path of the program: %s", err, command, code)
			}
			found, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(shell + " is not on this machine")
			}
			file := filepath.Join(t.TempDir(), "code")
			if err := os.WriteFile(file, code, 0o600); err != nil {
				t.Fatal(err)
			}
			if output, err := exec.CommandContext(t.Context(), found, "-n", file).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
}

func TestCompletionKnowsItsShells(t *testing.T) {
	code, _, stderr := invoke(t, "completion", "tcsh")
	if code != 2 || !strings.Contains(stderr, "bash") {
		t.Errorf("code %d, %q", code, stderr)
	}
}

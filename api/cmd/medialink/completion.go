package main

import (
	"os"

	"github.com/alecthomas/kong"
	kongcompletion "github.com/jotaen/kong-completion"
	"github.com/posener/complete"

	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/scenario"
	"github.com/medialink-go/medialink/gen"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: ${enum}."`
}

// Help says where the code goes.
func (completionCommand) Help() string {
	return "For bash, add this line to ~/.bashrc:\n\n" + `  source <(medialink completion bash)` +
		"\n\nFor zsh, to ~/.zshrc:\n\n" + `  source <(medialink completion zsh)` +
		"\n\nFor fish, to ~/.config/fish/config.fish:\n\n" + `  medialink completion fish | source`
}

// Run prints the code.
func (c completionCommand) Run(ctx *kong.Context) error {
	return (&kongcompletion.Completion{Shell: c.Shell, Code: true}).Run(ctx)
}

// completeLine prints what can follow if a shell asks for that, and exits. Any other start pays nothing for it.
func completeLine(parser *kong.Kong) {
	if os.Getenv("COMP_LINE") == "" {
		return
	}
	kongcompletion.Register(parser, kongcompletion.WithPredictors(map[string]complete.Predictor{
		"kind":     complete.PredictSet(string(gen.MediaKindVideo), string(gen.MediaKindAudio), string(gen.MediaKindImage)),
		"log":      complete.PredictSet(logHuman, logJSON, logOff),
		"level":    complete.PredictSet("broken", "new", "warning"),
		"report":   complete.PredictSet("junit=", "json=", "github"),
		"scenario": examples(scenario.Forms()),
		"fault":    examples(fault.Forms()),
	}))
}

func examples(forms []fault.Form) complete.Predictor {
	var words []string
	for _, form := range forms {
		words = append(words, form.Example)
	}
	return complete.PredictSet(words...)
}

package journal_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func TestTheVerdictIsTheWorstOfARequest(t *testing.T) {
	some := []contract.Violation{{Pointer: "/link"}}
	for _, row := range []struct {
		name string
		x    journal.Exchange
		want journal.Verdict
	}{
		{"conforms", journal.Exchange{Checked: true}, journal.VerdictOK},
		{"looks like a mistake", journal.Exchange{Checked: true, Warnings: some}, journal.VerdictWarning},
		{"breaks the contract", journal.Exchange{Checked: true, Violations: some}, journal.VerdictViolation},
		{"breaks it and looks like a mistake", journal.Exchange{Checked: true, Violations: some, Warnings: some}, journal.VerdictViolation},
		{"was not checked", journal.Exchange{}, journal.VerdictUnchecked},
		{"was not checked, and a fault broke the response", journal.Exchange{ResponseViolations: some}, journal.VerdictUnchecked},
	} {
		if got := row.x.Verdict(); got != row.want {
			t.Errorf("a request that %s: %s, want %s", row.name, got, row.want)
		}
	}
}

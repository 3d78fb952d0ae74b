package conformance

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// junitSuite is what programs for continuous integration read of JUnit's format, which has no standard: a suite of cases.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"timestamp,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure"`
	Skipped *struct{}     `xml:"skipped"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
}

// WriteJUnit writes the report in the XML format of JUnit. Its cases are the findings, of which those at or above failOn have failed, and
// the operations, of which those that were never seen are skipped. Nothing checked is a failure.
func (r *Report) WriteJUnit(w io.Writer, failOn Level) error {
	suite := junitSuite{Name: "medialink"}
	if !r.First.IsZero() {
		suite.Time = r.First.UTC().Format(time.RFC3339)
	}
	add := func(c junitCase) {
		suite.Cases = append(suite.Cases, c)
		suite.Tests++
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Skipped != nil {
			suite.Skipped++
		}
	}
	if r.Checked == 0 {
		add(junitCase{Class: "medialink", Name: "exchanges", Failure: &junitFailure{"unchecked", "nothing was checked"}})
	}
	for _, c := range r.Coverage {
		if c.Kind != "operation" {
			continue
		}
		operation := junitCase{Class: "operation", Name: c.Place}
		if c.Count == 0 {
			operation.Skipped = &struct{}{}
		}
		add(operation)
	}
	for _, f := range r.Findings {
		finding := junitCase{Class: f.Operation, Name: fmt.Sprintf("%s: %s %s %s: %s", f.Level, f.Direction, f.Part, f.Pointer, f.Rule), Out: f.times()}
		if f.Level >= failOn {
			finding.Failure = &junitFailure{f.Level.String(), f.String()}
		}
		add(finding)
	}
	text, err := xml.MarshalIndent(suite, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	}
	return err
}

// escapeData is how a command writes what would end it.
var escapeData = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

// WriteGitHub writes the findings as commands of a workflow of GitHub Actions, which annotate its run: an error for each at or above failOn,
// and a warning for the others.
func (r *Report) WriteGitHub(w io.Writer, failOn Level) error {
	var text strings.Builder
	for _, f := range r.Findings {
		command := "warning"
		if f.Level >= failOn {
			command = "error"
		}
		fmt.Fprintf(&text, "::%s title=contract %s::%s\n", command, f.Level, escapeData.Replace(f.String()+", "+f.times()))
	}
	if r.Checked == 0 {
		fmt.Fprintln(&text, "::error title=contract::nothing was checked")
	}
	fmt.Fprintf(&text, "::notice title=contract::%s\n", r.Summary())
	_, err := io.WriteString(w, text.String())
	return err
}

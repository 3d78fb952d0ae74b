package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// No engine builds the image here, so this keeps what it says to the program in step with the program.
func TestTheImageUsesFlagsAndVariablesThatExist(t *testing.T) {
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, help, _ := invoke(t, "stub", "--help")
	for _, variable := range regexp.MustCompile(`(?m)^ENV (\w+)=`).FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(help, "$"+variable[1]+")") {
			t.Errorf("the program does not know %s", variable[1])
		}
	}
	command := func(instruction string) (words []string) {
		match := regexp.MustCompile(`(?m)^` + instruction + `.*?(\[.*\])$`).FindSubmatch(text)
		if match == nil {
			t.Fatalf("it has no %s", instruction)
		}
		if err := json.Unmarshal(match[1], &words); err != nil {
			t.Fatal(err)
		}
		return words
	}
	if entry := command("ENTRYPOINT"); entry[0] != "/medialink" {
		t.Errorf("it runs %v", entry)
	}
	health := command("HEALTHCHECK")
	r := start(t)
	defer r.end()
	t.Setenv("MEDIALINK_STUB_ADDR", strings.Replace(r.url, "http://127.0.0.1", "0.0.0.0", 1))
	if code, _, stderr := invoke(t, health[1:]...); health[0] != "/medialink" || code != 0 {
		t.Errorf("%v: code %d: %s", health, code, stderr)
	}
	if code, _, stderr := invoke(t, append(command("CMD"), "--check-config")...); code != 0 {
		t.Errorf("code %d: %s", code, stderr)
	}
}

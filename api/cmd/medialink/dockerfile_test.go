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

// The image of a release and the one that the Dockerfile builds start the same.
func TestTheReleasedImageIsConfiguredLikeTheDockerfile(t *testing.T) {
	var config struct {
		User            string
		Env             []string
		ExposedPorts    map[string]struct{}
		Healthcheck     struct{ Test []string }
		Entrypoint, Cmd []string
	}
	if err := json.Unmarshal([]byte(readDocument(t, ".ci/release/image/config.json")), &config); err != nil {
		t.Fatal(err)
	}
	words := func(words []string) string { return `["` + strings.Join(words, `", "`) + `"]` }
	dockerfile := readDocument(t, "api/cmd/medialink/Dockerfile")
	for _, line := range []string{
		"USER " + config.User, "ENV " + strings.Join(config.Env, " "), "ENTRYPOINT " + words(config.Entrypoint), "CMD " + words(config.Cmd),
	} {
		if !strings.Contains(dockerfile, "\n"+line+"\n") {
			t.Errorf("the Dockerfile has no line %q", line)
		}
	}
	if _, found := config.ExposedPorts["8080/tcp"]; !found || !strings.Contains(dockerfile, "\nEXPOSE 8080\n") {
		t.Error("one of them does not expose port 8080")
	}
	if test := config.Healthcheck.Test; test[0] != "CMD" || !strings.Contains(dockerfile, "CMD "+words(test[1:])) {
		t.Errorf("the Dockerfile has another health check than %v", test)
	}
}

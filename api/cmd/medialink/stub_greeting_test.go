package main

import (
	"bytes"
	"net"
	"regexp"
	"strings"
	"testing"
)

func TestTheGreetingSaysWhoCanCallTheStub(t *testing.T) {
	loopback, v4, v6 := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, &net.TCPAddr{IP: net.IPv4zero, Port: 80}, &net.TCPAddr{IP: net.IPv6zero, Port: 90}
	off, apart := stubCommand{accessFlags: accessFlags{Control: "off"}}, stubCommand{accessFlags: accessFlags{Control: "127.0.0.1:90"}}
	for name, row := range map[string]struct {
		command stubCommand
		addrs   []*net.TCPAddr
		want    []string
	}{
		"on loopback":        {stubCommand{}, []*net.TCPAddr{loopback}, []string{"medialink stub listens on http://127.0.0.1:80\ncurl "}},
		"on every IPv4":      {stubCommand{}, []*net.TCPAddr{v4}, []string{"medialink stub listens on every interface, on this machine as http://127.0.0.1:80\ncurl "}},
		"on every IPv6":      {stubCommand{}, []*net.TCPAddr{v6}, []string{"medialink stub listens on every interface, on this machine as http://127.0.0.1:90\ncurl "}},
		"with control apart": {stubCommand{}, []*net.TCPAddr{loopback, v6}, []string{"listens on http://127.0.0.1:80\n", "\nIts control API is on every interface, on this machine as http://127.0.0.1:90/_stub/openapi.yaml\n"}},
		"with a page": {stubCommand{}, []*net.TCPAddr{loopback}, []string{"\n  page       http://127.0.0.1:80/_stub/\n  journal    http://127.0.0.1:80/_stub/journal\n" +
			"  reference  http://127.0.0.1:80/_stub/docs/\n  guide      https://github.com/medialink-go/medialink/blob/main/api/stub/README.md\nAny client"}},
		"with a page apart": {apart, []*net.TCPAddr{loopback, v6}, []string{"\n  page       http://127.0.0.1:90/_stub/\n  journal    http://127.0.0.1:90/_stub/journal\n"}},
		"without control":   {off, []*net.TCPAddr{loopback}, []string{"'\n  guide      https://github.com/"}},
		"behind a proxy": {stubCommand{behaviorFlags: behaviorFlags{PublicURL: "https://stub.example/base"}}, []*net.TCPAddr{loopback},
			[]string{"listens on http://127.0.0.1:80\n", "--url http://127.0.0.1:80/", "\nIts public URL is https://stub.example/base\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			if err := row.command.greet(&said, row.addrs); err != nil {
				t.Fatal(err)
			}
			for _, want := range row.want {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in\n%s", want, &said)
				}
			}
		})
	}
}

func TestAStubOnEveryInterfaceWarns(t *testing.T) {
	for _, row := range []struct {
		name string
		args []string
		want int // warnings
	}{
		{"on loopback", nil, 0},
		{"without a host", []string{"--addr=:0"}, 1},
		{"with the host 0.0.0.0", []string{"--addr=0.0.0.0:0"}, 1},
		{"with the control API there too", []string{"--addr=:0", "--control=:0"}, 2},
		{"with the control API alone there", []string{"--control=:0"}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := start(t, row.args...)
			url := regexp.MustCompile(`http://\S+$`).FindString(r.url)
			get(t, url+"/_stub/ready")
			if code := r.end(); code != 0 {
				t.Errorf("code %d: %s", code, r.stderr)
			}
			if got := strings.Count(r.stderr.String(), "level=WARN msg=\"listens on every interface"); got != row.want {
				t.Errorf("%d warnings, want %d: %s", got, row.want, r.stderr)
			}
		})
	}
}

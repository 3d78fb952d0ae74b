package main

import (
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/control"
)

// curlRow is a call with curl: its arguments but for the URL, path and query, and what status and response have.
type curlRow struct {
	arguments, target string
	want              string
}

// Each operation of the control API is called by curl, well and badly. MEDIA stands for the id of one that is processing.
var curlRows = []curlRow{
	{"", "health", `{"status":"ok","contract":{"version":"`},
	{"", "health", `"}} 200`},
	{"", "ready", `{"status":"ok"} 200`},
	{"--request POST", "health", `{"detail":"Method Not Allowed"} 405`},
	{"--head", "ready", `200`},
	{"--request DELETE", "ready", `{"detail":"Method Not Allowed"} 405`},
	{"", "choices", `{"scenarios":[{"example":"ready-after-5s",`},
	{"", "choices?word=ann", `"loc":["query","word"]`},
	{"", "scenarios?world=ann", `{"scenarios":[]} 200`},
	{"", "scenarios?word=ann", `"loc":["query","word"],"msg":"Extra inputs are not permitted: did you mean world?"}]} 422`},
	{`--request PUT --json {"scenarios":["slow-0s"]}`, "scenarios?world=ann", `{"scenarios":["slow-0s"]} 200`},
	{`--request PUT --json {"scenarios":["fast"]}`, "scenarios?world=ann", `"loc":["body","scenarios",0],"msg":"Input should be one of ready-after-5s`},
	{`--request PUT --json {"scenarios":`, "scenarios?world=ann", `"type":"json_invalid"`},
	{`--request PUT --data {"scenarios":[]}`, "scenarios?world=ann", `send Content-Type: application/json`},
	{"", "faults?world=ann", `{"faults":[]} 200`},
	{"", "faults?world=ann&world=bob", `"loc":["query","world"]`},
	{`--request PUT --json {"faults":["500,rate=0.5"]}`, "faults?world=bob", `{"faults":[{"fault":"500,rate=0.5","count":0}]} 200`},
	{`--request PUT --json {"faults":["500,rate=2"]}`, "faults?world=bob", `"msg":"Input rate should be more than 0 and at most 1"}]} 422`},
	{"", "clock?world=ann", `"frozen":false} 200`},
	{"--header Authorization:Basic", "clock", `{"detail":"Not authenticated"} 401`},
	{`--request PATCH --json {"advance":"1ms","frozen":true}`, "clock?world=ann", `"frozen":true} 200`},
	{`--request PATCH --json {"frozen":"yes"}`, "clock?world=ann", `"loc":["body","frozen"],"msg":"Input should be a valid boolean"}]} 422`},
	{"--header Authorization:Bearer+ann", "media?status=processing&limit=1", `{"count":1,"media":[{"kind":"video","status":"processing"`},
	{"", "media?limit=0", `"loc":["query","limit"],"msg":"Input should be at least 1"}]} 422`},
	{`--request PUT --json {"status":"failed"}`, "media/MEDIA/status", `"status":"failed"`},
	{`--request PUT --json {"status":"ready"}`, "media/MEDIA/status", `"loc":["body","status"]`},
	{`--request PUT --json {"status":"ready"}`, "media/MEDIA/status?world=bob", `{"detail":"Media not found"} 404`},
	{"", "journal?world=ann&operation=uploadMediaLink", `{"count":1,"exchanges":[{"number":1,`},
	{"", "journal?after=-1", `"loc":["query","after"],"msg":"Input should be at least 0"}]} 422`},
	{"", "journal/count?world=ann&verdict=ok", `{"count":1} 200`},
	{"", "journal/count?status=ok", `"loc":["query","status"],"msg":"Input should be a valid integer, unable to interpret input"}]} 422`},
	{`--request POST --json {"expect":[{"operation":"uploadMediaLink","times":1}]}`, "journal/verify?world=ann", `{"ok":true,"unmet":[]} 200`},
	{`--request POST --json {"expect":[{"operation":"getMedia"}]}`, "journal/verify?world=ann", `"reason":"is \"uploadMediaLink\", want \"getMedia\""`},
	{`--request POST --json {"expect":[{"operation":"getmedia"}]}`, "journal/verify?world=ann", `"loc":["body","expect",0,"operation"]`},
	{"", "journal/har?world=ann", `{"log":{"version":"1.2","creator":{"name":"medialink stub",`},
	{"", "journal/har?limit=1001", `"loc":["query","limit"],"msg":"Input should be at most 1000"}]} 422`},
	{"", "journal/count?trace=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", `"loc":["query","trace"]`},
	{"--head", "journal/events?world=ann", "Content-Type: text/event-stream"},
	{"--header Last-Event-ID:last", "journal/events", `"loc":["header","Last-Event-ID"],"msg":"Input should be a valid integer, unable to interpret input"}]} 422`},
	{"--request DELETE", "journal?world=ann", `{"count":1} 200`},
	{"--request DELETE", "journal", `"loc":["query","all"]`},
	{"--request POST", "reset?world=ann", `204`},
	{"--request POST", "reset?all=no", `"loc":["query","all"],"msg":"Input should be '' or 'true'"}]} 422`},
	{"", "none", `{"detail":"Not Found"} 404`},
}

func TestEveryOperationOfTheControlAPIWorksWithCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not on this machine")
	}
	_, base := startBinary(t)
	document, err := contract.Parse(control.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	media := idIn(curl(t, base+"/api/library/v1/media/link", "--header", "Authorization: Bearer ann", "--json", `{"link":"https://ready-after-1h.medialink.invalid/a.mp4"}`))
	tried := map[string]map[bool]bool{} // by operation and by success
	for _, row := range curlRows {
		target := "/_stub/" + strings.ReplaceAll(row.target, "MEDIA", media)
		arguments := strings.Fields(row.arguments)
		for i := range arguments {
			arguments[i] = strings.ReplaceAll(arguments[i], "+", " ")
		}
		got := curl(t, base+target, arguments...)
		if !strings.Contains(got, row.want) {
			t.Errorf("curl %s %s: %s, want %s", row.arguments, target, got, row.want)
		}
		operation := operationOf(t, document, arguments, target)
		if tried[operation] == nil {
			tried[operation] = map[bool]bool{}
		}
		tried[operation][strings.HasSuffix(got, "200") || strings.HasSuffix(got, "204")] = true
	}
	for _, op := range document.Operations() {
		if how := tried[op.ID()]; !how[true] || !how[false] && op.ID() != "getHealth" && op.ID() != "getReady" {
			t.Errorf("%s was called well %v, badly %v", op.ID(), how[true], how[false])
		}
	}
}

// curl returns the response followed by its status.
func curl(t *testing.T, target string, arguments ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "curl", append(arguments, "--silent", "--show-error", "--max-time", "10", "--write-out", " %{http_code}", target)...).Output()
	if err != nil {
		t.Errorf("curl %v %s: %v", arguments, target, err)
	}
	return strings.ReplaceAll(string(output), "\n ", " ")
}

// operationOf is the id of the operation that curl's arguments are for, or "" if there is none.
func operationOf(t *testing.T, document *contract.Contract, arguments []string, target string) string {
	t.Helper()
	method := http.MethodGet
	for i, argument := range arguments {
		if argument == "--request" {
			method = arguments[i+1]
		}
	}
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	match, err := document.Match(method, u.EscapedPath())
	if err != nil {
		return ""
	}
	return match.Operation.ID()
}

package conformance

import (
	"errors"
	"net/http"
	"slices"

	"github.com/medialink-go/medialink/api/contract"
)

// The rules of one exchange that [contract.Operation] does not have.
const (
	RuleUndeclared contract.Rule = "undeclared"  // a member or parameter that the document does not declare
	RuleUnlisted   contract.Rule = "unlisted"    // a status that only the default of the document covers
	RuleNoResponse contract.Rule = "no response" // the connection broke before a response
	RuleTruncated  contract.Rule = "truncated"   // the response broke off
)

// observation is what one exchange shows.
type observation struct {
	*contract.Exchange
	contract.Match
	model             *model
	request, response contract.Result
	accepted          bool // the response has a status of success
	checked           bool // the response was
	deviations        []deviation
	unchecked         []string
}

// deviation is one place that deviates. Body is what its pointer leads into.
type deviation struct {
	level Level
	contract.Violation
	body any
}

// check validates both messages and calls finish, until whose return the bodies of the results are valid.
func (o *observation) check(finish func()) {
	o.accepted = o.Response != nil && o.Response.StatusCode/100 == 2
	_ = o.Operation.UseRequest(o.Request, o.Parameters, o.RequestBody.Data, func(result contract.Result) error {
		o.request = result
		o.checkRequest()
		switch {
		case o.Outcome == contract.OutcomeNoResponse:
			o.add(LevelBroken, nil, o.violation(contract.PartStatus, RuleNoResponse, "must come: the connection broke before it"))
			finish()
		case o.Response == nil:
			o.skip(contract.DirectionResponse, "the client left before it")
			finish()
		default:
			o.checkResponse(finish)
		}
		return nil
	})
}

// checkRequest takes a request that was not accepted less seriously: to reject it is what the contract expects. Browsers leave credentials
// out of recordings.
func (o *observation) checkRequest() {
	level := LevelWarning
	if o.accepted {
		level = LevelBroken
	}
	if o.RequestBody.Missing != "" {
		o.skip(contract.DirectionRequest, o.RequestBody.Missing)
		o.request.Violations = slices.DeleteFunc(o.request.Violations, func(v contract.Violation) bool { return v.Part == contract.PartBody })
	}
	if o.Recorded && len(o.Request.Header["Authorization"]) == 0 {
		o.request.Violations = slices.DeleteFunc(o.request.Violations, func(v contract.Violation) bool { return v.Rule == contract.RuleSecurity })
	}
	o.add(level, o.request.Body, o.request.Violations...)
	if o.Request.URL.RawQuery != "" {
		o.addUndeclared(o.request.Body, o.Operation.UndeclaredQuery(o.Request.URL.Query()))
	}
	o.addUndeclared(o.request.Body, o.Operation.Undeclared(o.request.Body))
}

func (o *observation) checkResponse(finish func()) {
	body, header, missing := o.ResponseBody.Data, o.Response.Header, o.ResponseBody.Missing
	if missing == "" {
		body, header, missing = decoded(header, body)
	}
	use := func(result contract.Result) error {
		o.checked, o.response = true, result
		o.addResponse()
		finish()
		return nil
	}
	switch {
	case o.Outcome == contract.OutcomeTruncated:
		o.add(LevelBroken, nil, o.violation(contract.PartBody, RuleTruncated, "must be whole: the connection broke within it"))
	case missing != "":
		o.skip(contract.DirectionResponse, missing)
	case o.Request.Method != http.MethodHead:
		_ = o.Operation.UseResponse(o.status(), header, body, use)
		return
	}
	_ = use(o.Operation.CheckHeadResponse(o.status(), header))
}

func (o *observation) addResponse() {
	o.add(LevelBroken, o.response.Body, o.response.Violations...)
	if !o.Operation.Lists(o.status()) && !o.breaks(contract.RuleStatus) {
		o.add(LevelNew, nil, o.violation(contract.PartStatus, RuleUnlisted, "is covered by default only"))
	}
	o.addUndeclared(o.response.Body, o.Operation.UndeclaredResponse(o.status(), o.response.Body))
}

// compare checks the rules that span exchanges.
func (o *observation) compare(h *History) {
	if o.conforms() {
		o.add(LevelBroken, o.response.Body, h.Observe(o.Exchange, o.Match, o.response.Body)...)
	}
}

func (o *observation) breaks(rule contract.Rule) bool {
	return slices.ContainsFunc(o.response.Violations, func(v contract.Violation) bool { return v.Rule == rule })
}

// see calls f for each place of the document that a message shows which conforms. A request counts if the server has accepted it.
func (o *observation) see(f func(*place)) {
	op := o.model.operations[o.Operation.ID()]
	if o.accepted && len(o.request.Violations) == 0 {
		f(op.place)
		op.request.walk(o.request.Body, f)
	}
	if declared := o.model.responseTo(o.Operation, o.status()); declared != nil && o.conforms() {
		for _, p := range declared.places {
			f(p)
		}
		declared.body.walk(o.response.Body, f)
	}
}

// conforms reports whether there is a whole response that conforms.
func (o *observation) conforms() bool {
	return o.Response != nil && o.Outcome == contract.OutcomeComplete && len(o.response.Violations) == 0
}

func (o *observation) status() int {
	if o.Response == nil {
		return 0
	}
	return o.Response.StatusCode
}

// upstream is the origin that the request was for.
func (o *observation) upstream() string { return o.Request.URL.Scheme + "://" + o.Request.URL.Host }

func (o *observation) violation(part contract.Part, rule contract.Rule, reason string) contract.Violation {
	return violationOf(o.Match, part, "", rule, reason)
}

func (o *observation) add(level Level, body any, all ...contract.Violation) {
	for _, v := range all {
		o.deviations = append(o.deviations, deviation{level, v, body})
	}
}

func (o *observation) addUndeclared(body any, all []contract.Violation) {
	for _, v := range all {
		v.Rule, v.Reason = RuleUndeclared, "is not declared"
		o.add(LevelNew, body, v)
	}
}

func (o *observation) skip(direction contract.Direction, why string) {
	o.unchecked = append(o.unchecked, string(direction)+": "+why)
}

func (o *observation) worst() (level Level) {
	for _, d := range o.deviations {
		level = max(level, d.level)
	}
	return level
}

// matchOf returns the operation that an exchange is for.
func matchOf(c *contract.Contract, x *contract.Exchange) (contract.Match, error) {
	if x.Path == "" {
		return contract.Match{}, errors.New("outside of the base path")
	}
	return c.Match(x.Request.Method, x.Path)
}

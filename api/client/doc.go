// Package client calls the media library of Rask AI, unofficially: upload a link, wait until the media is ready.
//
//	c, err := client.New() // from MEDIALINK_TOKEN, or MEDIALINK_CLIENT_ID and MEDIALINK_CLIENT_SECRET
//	media, err := c.UploadLinkAndWait(ctx, "https://static.rask.ai/samples/sample_1.mp4")
//
// Each call checks the request before it is sent and the response before it is decoded, and repeats what may be repeated. It
// fails with an *[Error], whose [Effect] says what the failure may have done. A token is fetched when it is needed, before the
// old one expires, and once for all callers. No redirect is followed. No error, event or log line holds a link, a body or a token.
//
// # What is repeated
//
// A GET may always be repeated. An upload is repeated only where nothing can have been made, since the API documents no
// idempotency key: a 5xx never repeats an upload, not even a 503 with Retry-After. The pause before the next attempt grows, and
// is at least what the service asks for with Retry-After. Each row has the number of attempts if every one of them meets the
// same case, the effect, and the kind of the error. A request that an HTTP/2 server says it did not process (GOAWAY,
// REFUSED_STREAM: RFC 9113, section 8.7) counts as not sent.
//
//	                                             upload                                       get
//	no connection                                4, not applied, no response                  4, not applied, no response
//	a transport that traces nothing fails        1, unknown, no response                      4, not applied, no response
//	sent, then the connection ends               1, unknown, no response                      4, not applied, no response
//	sent, and no response within the time limit  1, unknown, no response                      4, not applied, no response
//	a success that ends early                    1, applied, no response                      4, not applied, no response
//	a success that stalls                        1, applied, no response                      4, not applied, no response
//	a success that breaks the contract           1, applied, response breaks contract         1, not applied, response breaks contract
//	a success of another content type            1, applied, response breaks contract         1, not applied, response breaks contract
//	a success without a body                     1, applied, response breaks contract         1, not applied, response breaks contract
//	a success beyond the limit                   1, applied, response is too large            1, not applied, response is too large
//	another success                              1, applied, response breaks contract         1, not applied, response breaks contract
//	a redirect that keeps the method             1, not applied, server failed                1, not applied, server failed
//	another redirect                             1, unknown, server failed                    1, not applied, server failed
//	400                                          1, not applied, invalid request              1, not applied, invalid request
//	401 with a static token                      1, not applied, unauthorized                 1, not applied, unauthorized
//	403                                          1, not applied, unauthorized                 1, not applied, unauthorized
//	404                                          1, not applied, not found                    1, not applied, not found
//	408                                          1, unknown, server failed                    4, not applied, server failed
//	429                                          4, not applied, rate limited                 4, not applied, rate limited
//	429 for longer than a minute                 1, not applied, rate limited                 1, not applied, rate limited
//	500                                          1, unknown, server failed                    4, not applied, server failed
//	501                                          1, unknown, server failed                    1, not applied, server failed
//	502 with a page                              1, unknown, server failed                    4, not applied, server failed
//	503 with Retry-After                         1, unknown, server failed                    4, not applied, server failed
//	503 without                                  1, unknown, server failed                    4, not applied, server failed
//	504                                          1, unknown, server failed                    4, not applied, server failed
//
// With [MayDuplicate] an upload is repeated as often as a get, and its effect stays that of an upload.
//
// An upload with effect [Unknown] may have been made. There is no list of media to look it up in: log it, and decide whether
// a second record would hurt.
//
// # Where to read on
//
// Start with doer.go, which is the way of a request: call.go checks it, token.go adds the token, attempt.go sends it, retry.go
// decides whether to send it again, response.go checks what came back.
//
//	client.go, wait.go, wait_policy.go  the methods, and when Wait polls
//	option.go, option_call.go           options of a client, and of a call
//	token*.go                           sources of tokens: the cache, client credentials, x/oauth2
//	status.go                           what a status means: kind of error, effect, whether to repeat
//	error.go, cause.go                  errors, and what of net/http's errors they hold
//	redact.go                           texts that do not print, and what no error may hold
//	decode.go                           from a checked value to a generated type
//	media.go, observer.go               types of the contract, and events
package client

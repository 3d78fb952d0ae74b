package server_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

// shelf is an implementation of one's own: it keeps records, and each caller sees his.
type shelf struct {
	server.Unimplemented

	records sync.Map
}

func (s *shelf) UploadMediaLink(ctx context.Context, r gen.UploadMediaLinkRequestObject) (gen.UploadMediaLinkResponseObject, error) {
	media := gen.Media{
		ID: uuid.New(), UserID: owner(ctx), Name: r.Body.Name, Path: "shelf/" + uuid.NewString(),
		Kind: gen.MediaKindVideo, MIMEType: "video/mp4", Status: gen.MediaStatusProcessing,
		Meta: &gen.MediaMeta{}, CreatedAt: time.Now(), UpdatedAt: time.Now(),
	}
	s.records.Store(media.ID, media)
	return gen.UploadMediaLink200JSONResponse(media), nil
}

func (s *shelf) GetMedia(ctx context.Context, r gen.GetMediaRequestObject) (gen.GetMediaResponseObject, error) {
	media, ok := s.records.Load(r.MediaID)
	if !ok || media.(gen.Media).UserID != owner(ctx) {
		return gen.GetMedia404JSONResponse{NotFoundJSONResponse: gen.NotFoundJSONResponse{Detail: "Media not found"}}, nil
	}
	return gen.GetMedia200JSONResponse(media.(gen.Media)), nil
}

// owner makes an id of the principal that the authenticator named.
func owner(ctx context.Context) uuid.UUID {
	return uuid.NewSHA1(uuid.Nil, []byte(server.Principal(ctx)))
}

func ExampleNew() {
	handler, err := server.New(&shelf{}, server.WithAuthenticator(func(_ context.Context, token string) (string, error) {
		if token != "secret" {
			return "", server.ErrUnauthenticated
		}
		return "alice", nil // what server.Principal(ctx) will say
	}))
	if err != nil {
		log.Fatal(err)
	}

	for _, body := range []string{`{"link":"https://static.rask.ai/samples/sample_1.mp4"}`, `{"link":"sample_1.mp4"}`} {
		r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer secret")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body.String()[:40])
	}
	// Output:
	// 200 {"kind":"video","status":"processing","m
	// 422 {"detail":[{"type":"url_parsing","loc":[
}

func ExamplePrincipal() {
	greet := func(ctx context.Context) string { return "for " + server.Principal(ctx) }
	fmt.Printf("%q\n", greet(context.Background())) // outside of a request there is none
	// Output: "for "
}

func ExampleServe() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop() // as a signal would
	err = server.Serve(ctx, listener, http.NotFoundHandler(), slog.Default(), time.Second)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleServeWith() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop() // as a signal would
	err = server.ServeWith(ctx, listener, &http.Server{ReadHeaderTimeout: time.Second}, time.Second)
	fmt.Println(err)
	// Output: <nil>
}

// A rule that the contract does not have.
func ExampleWriteViolations() {
	onlyHTTPS := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body, _ := contract.Body(r).(map[string]any); body != nil && !strings.HasPrefix(body["link"].(string), "https:") {
				server.WriteViolations(w, contract.Violation{
					Part: contract.PartBody, Pointer: "/link", Rule: contract.RulePattern, Reason: "must begin with https:",
				})
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	anyone := func(_ context.Context, token string) (string, error) { return token, nil }
	handler, err := server.New(&shelf{}, server.WithAuthenticator(anyone), server.WithMiddleware(onlyHTTPS))
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(`{"link":"ftp://h.example/a.mp4"}`))
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	// Output: 422 {"detail":[{"type":"string_pattern_mismatch","loc":["body","link"],"msg":"Input should begin with https:"}]}
}

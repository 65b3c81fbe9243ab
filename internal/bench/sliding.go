package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/web"
)

// slidAsks is how often a slider is moved.
const slidAsks = 300

// slid is a site with the pages of levers alone, on one made-up board whose model is at hand.
type slid struct {
	ground *dischargeweb.Ground
	pic    *org.Picture
}

// Ground is the made-up model.
func (s slid) Ground(context.Context, org.Code, civil.Date, time.Time) (*dischargeweb.Ground, error) {
	return s.ground, nil
}

// Picture is the made-up organisations.
func (s slid) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return s.pic, nil
}

// Principal is a national lead.
func (s slid) Principal(*http.Request) (access.Principal, error) {
	return access.Principal{ID: 1, Name: "Bench", Grants: []access.Grant{{Role: access.NationalLead, At: org.England, From: civil.On(2020, 1, 1)}}}, nil
}

// newSlid makes a board of five trusts that share three councils.
func newSlid() slid {
	sys := flow.Sample(42, 5, 3, 42)
	facts := org.Builtin()
	for _, t := range sys.Trusts {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: t, Kind: org.KindTrust, Valid: civil.Range{From: civil.On(2012, 4, 1)}, Source: "bench"},
			org.Fact{What: org.FactName, Org: t, Text: "Made-up trust " + string(t), Valid: civil.Range{From: civil.On(2012, 4, 1)}, Source: "bench"},
			org.Fact{What: org.FactLink, Org: t, Tree: org.NHS, Other: "QHG", Valid: civil.Range{From: civil.On(2012, 4, 1)}, Source: "bench"})
	}
	return slid{ground: &dischargeweb.Ground{System: sys, Basis: "made-up model"}, pic: org.NewBook(facts).At(civil.On(2023, 12, 1))}
}

// sliding measures the answer to a slider over HTTP, one after the other as one person asks: the model is at hand, two
// closures are worked out, and the chart and the table are drawn.
func sliding(ctx context.Context, r *report) error {
	s := newSlid()
	shell := web.New(web.Config{Clock: func() time.Time { return civil.On(2023, 12, 2).At(9 * 60) }, Sessions: s, Policy: web.GrantsPolicy{}, Pictures: s})
	site, err := served(shell.Mux(dischargeweb.Routes(dischargeweb.Deps{Grounds: s, Holidays: civil.England()})))
	if err != nil {
		return err
	}
	defer func() { _ = site.Close() }()
	var took times
	size, used := 0, cpuOf(os.Getpid())
	for i := range slidAsks {
		address := fmt.Sprintf("http://%s/levers/QHG/answer?trust=%s&home_care=%v&hub=0.5&ready=%d&weekends=yes", site.Addr, s.ground.System.Trusts[i%5], float64(i%40)/2, i%30)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Accept-Encoding", "gzip")
		began := time.Now()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		b, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return fmt.Errorf("a slider was answered with %d: %w", res.StatusCode, err)
		}
		took, size = append(took, time.Since(began)), len(b)
	}
	cpu := perOp(cpuOf(os.Getpid())-used, slidAsks)
	detail := fmt.Sprintf("%d moves one after the other, five made-up trusts that share three councils, 42 mornings, %d bytes each (gzip)", slidAsks, size)
	r.most(result{Measurement: "a slider's answer over HTTP, p50", Unit: "ms", Ours: took.within(.5), CPU: cpu, Detail: detail}, 0)
	r.most(result{Measurement: "a slider's answer over HTTP, p99", Unit: "ms", Ours: took.within(.99), CPU: cpu, Detail: detail}, 100)
	return nil
}

// served answers on an address of its own until it is closed.
func served(h http.Handler) (*http.Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{Addr: l.Addr().String(), Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.Serve(l) }()
	return s, nil
}

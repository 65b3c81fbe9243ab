package web

import (
	"net/http"
	"strconv"
	"strings"

	"headroom/internal/fault"
)

// csp allows our own files and nothing else: no inline script or style, no frame around or inside, no plug-in, forms
// only to ourselves. Images may be data: because a chart is saved as one.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers sets what every answer carries. Pages are not kept by shared computers: no-store, unless the handler says.
func (s *Shell) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.cfg.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses forms sent from other sites, by the browser's own word (Sec-Fetch-Site or Origin). Tools that
// send neither, such as curl, carry no cookie of the person and pass.
func (s *Shell) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	for _, o := range s.cfg.Trusted {
		if err := guard.AddTrustedOrigin(o); err != nil {
			panic("web: trusted origin " + o + ": " + err.Error())
		}
	}
	guard.SetDenyHandler(s.serve(Route{Public: true, Pattern: "cross-site", Handle: func(http.ResponseWriter, *Request) error {
		return fault.New(fault.Forbidden, "This was sent from another site, so it was not carried out. Open Headroom itself and try again")
	}}))
	return guard.Handler(next)
}

// wantsGzip reports whether the client takes gzip: it is named and its weight is not nought.
func wantsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, weighted := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		return !weighted || err == nil && q > 0
	}
	return false
}

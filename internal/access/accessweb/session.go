package accessweb

import (
	"net/http"
	"strings"

	"headroom/internal/access"
)

// Sessions finds who sends a request: by the session's cookie or, under /api/, by a token in the Authorization header.
// It is the shell's Sessions.
type Sessions struct {
	Store SignIns
	HTTPS bool
}

// Principal is the person signed in, or the program whose token came along; the zero Principal when neither holds. A
// request with a token is judged by the token alone, whatever cookie comes with it.
func (s Sessions) Principal(r *http.Request) (access.Principal, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		key, ok := strings.CutPrefix(h, "Bearer ")
		if !ok || !strings.HasPrefix(r.URL.Path, "/api/") {
			return access.Principal{}, nil
		}
		return s.Store.ByToken(r.Context(), strings.TrimSpace(key))
	}
	key := keyIn(r, s.HTTPS)
	if key == "" {
		return access.Principal{}, nil
	}
	a, err := s.Store.Session(r.Context(), key)
	if err != nil {
		return access.Principal{}, err
	}
	return a.Principal(), nil
}

// cookieName is the session cookie's. The prefix makes browsers refuse it from any other host, path or plain HTTP.
func cookieName(https bool) string {
	if https {
		return "__Host-headroom"
	}
	return "headroom_session"
}

func keyIn(r *http.Request, https bool) string {
	c, err := r.Cookie(cookieName(https))
	if err != nil {
		return ""
	}
	return c.Value
}

// setKey gives the browser a session's key, or with "" takes it away.
func (m room) setKey(w http.ResponseWriter, key string) {
	c := &http.Cookie{
		Name: cookieName(m.cfg.HTTPS), Value: key, Path: "/", HttpOnly: true, Secure: m.cfg.HTTPS,
		SameSite: http.SameSiteLaxMode, MaxAge: int(access.SessionLife.Seconds()),
	}
	if key == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (m room) key(r *http.Request) string { return keyIn(r, m.cfg.HTTPS) }

func (m room) address(r *http.Request) string {
	if m.cfg.Address != nil {
		return m.cfg.Address(r)
	}
	return r.RemoteAddr
}

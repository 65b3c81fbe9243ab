package web

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/fault"
)

// noticeCookie carries one sentence over a redirect; it is read once and cleared.
const noticeCookie = "headroom-notice"

// Render writes the page. Nothing is sent before the whole page is made, so an error can still become an error page.
func (r *Request) Render(w http.ResponseWriter, status int, p Page, body templ.Component) error {
	p.chrome = r.shell.dress(r, p)
	var buf bytes.Buffer
	if err := Layout(p, body).Render(r.Context(), &buf); err != nil {
		return fault.Wrap(err, fault.Internal, "The page could not be made")
	}
	if r.notice != "" {
		http.SetCookie(w, &http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(w, status, buf.Bytes())
}

// JSON writes v.
func (r *Request) JSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "The answer could not be made")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return send(w, status, append(b, '\n'))
}

// CSV sends rows as a file called name. A text cell that a spreadsheet would run as a formula gets an apostrophe
// before it; numbers, negative ones too, go as they are. An error from rows before the first 64 KB is still shown as
// an error page; later the download breaks off, which the browser reports.
func (r *Request) CSV(w http.ResponseWriter, name string, header []string, rows iter.Seq2[[]string, error]) error {
	buf := &bytes.Buffer{}
	out := csv.NewWriter(buf)
	out.UseCRLF = true
	_ = out.Write(header) // a bytes.Buffer never fails
	begun := false
	flush := func() error {
		out.Flush()
		if !begun {
			begun = true
			w.Header().Set("Content-Type", "text/csv; charset=utf-8")
			w.Header().Set("Content-Disposition", attachment(name))
		}
		_, err := w.Write(buf.Bytes())
		buf.Reset()
		return err
	}
	for row, err := range rows {
		if err != nil && begun {
			panic(http.ErrAbortHandler) // the only way to tell the client that the file is not whole
		}
		if err != nil {
			return err
		}
		safe := make([]string, len(row))
		for i, c := range row {
			safe[i] = inert(c)
		}
		_ = out.Write(safe)
		if out.Flush(); buf.Len() > 64<<10 {
			if err := flush(); err != nil {
				return nil // the person has gone away
			}
		}
	}
	_ = flush()
	return nil
}

// inert keeps a spreadsheet from running a cell.
func inert(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}

// Attach sends bytes as a file called name.
func (r *Request) Attach(w http.ResponseWriter, name, contentType string, b []byte) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", attachment(name))
	return send(w, http.StatusOK, b)
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// Redirect sends the person to a local address with 303; notice, if not empty, is shown there once.
func (r *Request) Redirect(w http.ResponseWriter, to, notice string) error {
	if !local(to) {
		return fault.New(fault.Internal, "The page that follows has no usable address")
	}
	if notice != "" {
		http.SetCookie(w, &http.Cookie{
			Name: noticeCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(clip(notice, 400))), Path: "/",
			MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.shell.cfg.HTTPS,
		})
	}
	w.Header().Set("Location", to)
	return send(w, http.StatusSeeOther, nil)
}

// local reports whether an address stays on this site: "//host" and "/\host" do not.
func local(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(to, "/") &&
		!strings.HasPrefix(to, "//") && !strings.Contains(to, `\`)
}

// Next is the local address in ?next= for going back after signing in; "/" when there is none or it leads elsewhere.
func (r *Request) Next() string {
	if to := r.FormValue("next"); to != "" && local(to) {
		return to
	}
	return "/"
}

func readNotice(r *http.Request) string {
	c, err := r.Cookie(noticeCookie)
	if err != nil {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return clip(string(b), 400)
}

func send(w http.ResponseWriter, status int, b []byte) error {
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b) // a person who has gone away is no fault
	return nil
}

func tooLarge(limit int64, cause error) error {
	return fault.Wrap(cause, fault.TooLarge, "What was sent is larger than %s, the limit here", sizeWords(limit))
}

func sizeWords(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}

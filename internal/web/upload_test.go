package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// A large file goes to a temporary file while it is read and leaves none behind; a slow one outlives the server's limits.
func TestUploadsLeaveNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var during int
	s := httptest.NewUnstartedServer(New(Config{}).Mux([]Route{{Pattern: "POST /up", Public: true, MaxBody: 32 << 20, Handle: func(w http.ResponseWriter, r *Request) error {
		f, h, err := r.Upload("file")
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		n, err := io.Copy(io.Discard, f)
		if err != nil || n != h.Size {
			t.Errorf("%d of %d bytes: %v", n, h.Size, err)
		}
		list, _ := os.ReadDir(os.TempDir())
		during = len(list)
		return r.JSON(w, http.StatusOK, n)
	}}}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	s.Start()
	defer s.Close()
	body, kind := form(t, 20<<20)
	res, err := http.Post(s.URL+"/up", kind, &slow{r: bytes.NewReader(body), pause: 600 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || strings.TrimSpace(string(answer)) != "20971520" {
		t.Fatalf("%d %s", res.StatusCode, answer)
	}
	if during != 1 {
		t.Errorf("%d temporary files while the file was read, want 1: it must not be held in memory", during)
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		list, err := os.ReadDir(os.TempDir())
		if err == nil && len(list) == 0 {
			break
		}
		if time.Since(began) > 5*time.Second {
			t.Fatalf("%d temporary files are left: %v", len(list), err)
		}
	}
}

func form(t *testing.T, size int) ([]byte, string) {
	t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	p, err := m.CreateFormFile("file", "big.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = p.Write(make([]byte, size))
	_ = m.Close()
	return buf.Bytes(), m.FormDataContentType()
}

// slow stops once, in the middle.
type slow struct {
	r     *bytes.Reader
	pause time.Duration
}

// Read gives the first half, waits, and gives the rest.
func (s *slow) Read(p []byte) (int, error) {
	if s.pause > 0 && int64(s.r.Len()) < s.r.Size()/2 {
		time.Sleep(s.pause)
		s.pause = 0
	}
	return s.r.Read(p)
}

package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"headroom/internal/app"
)

// terminalProgress tells on w how far something has come, at most five times a second: on one line of a terminal;
// elsewhere nothing, so that a log is not filled. what is what is done, as "checking".
func terminalProgress(w io.Writer, what string) app.Progress {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if s, err := f.Stat(); err != nil || s.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	last := time.Time{}
	return func(done, total int, words string) {
		if done == total && total > 0 {
			_, _ = fmt.Fprint(w, "\r\033[K")
			return
		}
		if now := time.Now(); now.Sub(last) >= 200*time.Millisecond {
			last = now
			if total == 0 {
				_, _ = fmt.Fprintf(w, "\r\033[K%s: %s", what, words)
				return
			}
			_, _ = fmt.Fprintf(w, "\r\033[K%s: %d of %d, %s", what, done, total, words)
		}
	}
}

// counted is a number with the words that go with it.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

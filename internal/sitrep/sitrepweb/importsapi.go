package sitrepweb

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// importJSON is one import for machines. Result is null until the import is over; in lists it holds counts only.
type importJSON struct {
	ID        int64                `json:"id"`
	File      string               `json:"file"`
	SHA256    string               `json:"sha256"`
	Bytes     int64                `json:"bytes"`
	Format    string               `json:"format,omitempty"`
	State     sitrep.ImportState   `json:"state"`
	Published *time.Time           `json:"published,omitempty"`
	Received  time.Time            `json:"received_at"`
	By        string               `json:"received_by"`
	Read      *time.Time           `json:"read_at,omitempty"`
	Ended     *time.Time           `json:"ended_at,omitempty"`
	Refusals  int                  `json:"refusal_count"`
	Differs   int                  `json:"difference_count"`
	Job       *importJob           `json:"job,omitempty"`
	Result    *sitrep.ImportResult `json:"result"`
}

// importJob is the work on an import that is not over.
type importJob struct {
	ID    int64      `json:"id"`
	State jobs.State `json:"state"`
	Done  int64      `json:"done"`
	Total int64      `json:"total"` // 0 is not known
	Words string     `json:"words"`
}

func importOut(e importEntry) importJSON {
	out := importJSON{ID: e.ID, File: e.File, SHA256: e.SHA256, Bytes: e.Bytes, Format: e.Format, State: e.State, Published: importInstant(e.Published),
		Received: e.Received, By: e.By, Read: importInstant(e.Read), Ended: importInstant(e.Ended), Refusals: e.Listed.Refusals, Differs: e.Listed.Differs}
	if e.State.Over() {
		out.Result = &e.Result
	}
	if e.job != nil {
		out.Job = &importJob{e.job.ID, e.job.State, e.job.Done, e.job.Total, e.job.Words}
	}
	return out
}

// importInstant is t, or nil for the zero time.
func importInstant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (m importRoom) apiList(w http.ResponseWriter, r *web.Request) error {
	list, all, _, err := m.entries(r)
	if err != nil {
		return err
	}
	out := struct {
		Imports []importJSON `json:"imports"`
		All     int          `json:"all"`
		Page    int          `json:"page"`
	}{[]importJSON{}, all, r.PageNumber()}
	for _, e := range list {
		out.Imports = append(out.Imports, importOut(e))
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m importRoom) apiShow(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	j, err := m.jobOf(r, i)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, importOut(importEntry{i, j}))
}

// apiUpload answers 202: the files are on disk and in the queue. Those that could not be received are named beside them;
// when none was, the answer is the problem.
func (m importRoom) apiUpload(w http.ResponseWriter, r *web.Request) error {
	list, problems, err := m.receive(r)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return problems.Err("No file was received; send them as multipart/form-data under the name files")
	}
	out := struct {
		Imports  []importJSON  `json:"imports"`
		Problems []fault.Field `json:"problems,omitempty"`
	}{Problems: problems}
	for _, i := range list {
		out.Imports = append(out.Imports, importOut(importEntry{Import: i}))
	}
	return r.JSON(w, http.StatusAccepted, out)
}

func (m importRoom) refusals(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	return r.CSV(w, importCSV(i, "refusals"), []string{"file", "sheet", "cell", "concerns", "rule", "message"}, importRows(i.Result.Refusals, func(f fault.Field) []string {
		return []string{f.File, f.Sheet, f.Cell, f.Name, f.Rule, f.Message}
	}))
}

func (m importRoom) differences(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	head := []string{"date", "org", "measure", "published", "ours", "sheet", "cell", "no_figure_from"}
	return r.CSV(w, importCSV(i, "differences"), head, importRows(i.Result.Differs, func(d sitrep.Difference) []string {
		return []string{d.Day.String(), string(d.Org), string(d.Measure), number(d.Theirs), number(d.Ours), d.Cell.Sheet, d.Cell.Ref, importCodes(d.Missing)}
	}))
}

func importCSV(i sitrep.Import, what string) string {
	return "import-" + strconv.FormatInt(i.ID, 10) + "-" + what + ".csv"
}

func importCodes(list []org.Code) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = string(c)
	}
	return strings.Join(out, " ")
}

// importRows makes the rows of a CSV from a list.
func importRows[T any](list []T, row func(T) []string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, x := range list {
			if !yield(row(x), nil) {
				return
			}
		}
	}
}

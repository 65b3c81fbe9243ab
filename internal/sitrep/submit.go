package sitrep

import (
	"strings"
	"unicode"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
)

// UnknownBase is Submission.Base for a sender who does not say which version they amend.
const UnknownBase = -1

// Judge decides what becomes of a submission: same is the version in force when the submission says the same; a
// conflict fault tells that another version came since the sender looked; an invalid fault carries every problem; else
// the Checked is what to store. The circumstances' Reason and Automated are taken from the submission.
//
// Saying the same comes before the conflict: who sends again because the answer was lost is not told of a conflict
// with their own return.
func Judge(s Submission, c Circumstances) (ok Checked, same *Version, err error) {
	f := c.Definition
	if f.Publication {
		return ok, nil, fault.New(fault.Invalid, "%s is filled from published files alone; send the organisation's own return instead", f.Name)
	}
	c.Reason, c.Automated = s.Reason, s.Automated || s.SignedBy == ""
	ok, problems := Check(s.Draft, c)
	var newest *Version
	if n := len(c.Own); n > 0 {
		newest = c.Own[n-1]
	}
	if newest != nil && len(s.Draft.Problems) == 0 && newest.Says(ok.draft) {
		return ok, newest, nil
	}
	if err := conflict(s, newest); err != nil {
		return ok, nil, err
	}
	return ok, nil, problems.Err("The return for %s from %s was not accepted", dayWords(s.Draft.Day), s.Draft.Org)
}

// conflict is a fault when the newest version is not the one that the sender had before them.
func conflict(s Submission, newest *Version) error {
	switch {
	case s.Base == UnknownBase, newest == nil && s.Base == 0, newest != nil && newest.N == s.Base:
		return nil
	case newest == nil:
		return fault.New(fault.Conflict, "There is no version %d of this return; open it again", s.Base)
	}
	at := newest.Recorded.In(civil.London)
	return fault.New(fault.Conflict, "Version %d of this return came at %s on %s, after you opened it; look at it, then amend that one",
		newest.N, at.Format("15:04"), at.Format("2 January 2006"))
}

// Says reports whether the version holds the same state, span, figures and comments as a checked draft. A line that is
// missing and a line that is not there are the same; where a figure was read does not matter.
func (v *Version) Says(d Draft) bool {
	if v.State != d.State || v.Covers != d.Covers || EncodeComments(v.Comments) != EncodeComments(d.Comments) {
		return false
	}
	is := make(map[measure.Code]measure.Value, len(v.Items))
	for _, it := range v.Items {
		if !it.Value.IsMissing() {
			is[it.Measure] = it.Value
		}
	}
	n := 0
	for _, it := range d.Items {
		if it.Value.IsMissing() {
			continue
		}
		if was, ok := is[it.Measure]; !ok || was != it.Value {
			return false
		}
		n++
	}
	return n == len(is)
}

// Tidy is the submission as it can be kept and read back: words on one line without control characters, and comments on
// lines of the form or the whole return alone.
func (s Submission) Tidy(f *Form) Submission {
	s.Reason, s.File = words(s.Reason), words(s.File)
	var comments map[measure.Code]string
	for c, w := range s.Draft.Comments {
		_, on := f.Item(c)
		if w = words(w); w == "" || (c != "" && !on) {
			continue
		}
		if comments == nil {
			comments = map[measure.Code]string{}
		}
		comments[c] = w
	}
	s.Draft.Comments = comments
	return s
}

// words is text on one line, without what cannot be stored or shown.
func words(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(s)
}

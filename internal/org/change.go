package org

import (
	"time"

	"headroom/internal/civil"
)

// Evidence is where a proposed change was read.
type Evidence struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // 1-based; 0 for a file without lines
	At   string `json:"at,omitempty"`   // column or path inside the file
	Text string `json:"text,omitempty"` // what stands there
}

// Decision is what a person decided about a line; "" while it is pending.
type Decision string

// The decisions.
const (
	Accepted Decision = "accepted"
	Rejected Decision = "rejected"
)

// Change is one line of a change set: facts that are accepted or rejected together.
type Change struct {
	Line     int // 1-based within the set
	Org      Code
	Verb     string // "new", "confirm", "close", "name", "parent", "code", "shares", "succession", "mark"
	Words    string // the change in a sentence
	Before   string // what was held when the line was made, in words
	After    string // what will be held
	Facts    []Fact
	Evidence Evidence

	Conflict string // why it must be looked at again; "" when the world has not moved
	Decision Decision
	Reason   string
	By       string
	At       time.Time
}

// ChangeSet is what one file, or one person, proposes.
type ChangeSet struct {
	ID         int64
	Title      string
	File       string
	SHA256     string
	AsAt       civil.Date // the day the file's statements hold for
	ProposedBy string
	ProposedAt time.Time
	Notes      []string // what was kept out, and why
	Lines      []Change
}

// Pending counts the lines nobody has decided.
func (c ChangeSet) Pending() int {
	n := 0
	for _, l := range c.Lines {
		if l.Decision == "" {
			n++
		}
	}
	return n
}

package ui

// Mark is a state that a figure, a return or an organisation can be in and that a reader must see in words. The words
// are the same on every page.
type Mark string

// The marks. Missing, Nil and NotApplicable stand where a number would; the rest stand beside something.
const (
	Missing       Mark = "missing"        // asked for and not received
	Nil           Mark = "nil"            // received, and says that there is nothing to count
	NotApplicable Mark = "not-applicable" // not asked of this organisation
	Incomplete    Mark = "incomplete"     // a total of fewer returns than are due
	Unconfirmed   Mark = "unconfirmed"    // a fact of ours that no published source confirms yet
	Provisional   Mark = "provisional"    // an organisation seen in a file and not yet accepted
	Synthetic     Mark = "synthetic"      // invented
	Draft         Mark = "draft"
	Submitted     Mark = "submitted"
	Signed        Mark = "signed"
	OnTime        Mark = "on-time"
	Late          Mark = "late"
	Due           Mark = "due"
	Locked        Mark = "locked"
	Reopened      Mark = "reopened"
	Corrected     Mark = "corrected" // a later version has replaced an earlier figure
	Refused       Mark = "refused"
	Running       Mark = "running"
	Done          Mark = "done"
	Failed        Mark = "failed"
	Closed        Mark = "closed" // an organisation that is no longer open
	New           Mark = "new"
)

// Colour is one of the NHS tag colours; the empty one is blue.
type Colour string

// The tag colours.
const (
	Blue   Colour = ""
	White  Colour = "white"
	Grey   Colour = "grey"
	Green  Colour = "green"
	Aqua   Colour = "aqua-green"
	Purple Colour = "purple"
	Pink   Colour = "pink"
	Red    Colour = "red"
	Orange Colour = "orange"
	Yellow Colour = "yellow"
)

// markWords gives each mark its text, its colour and a sentence for whoever asks what it means.
var markWords = map[Mark]struct {
	text   string
	colour Colour
	means  string
}{
	Missing:       {"Missing", Red, "Asked for and not received"},
	Nil:           {"Nil", White, "Received: there was nothing to count"},
	NotApplicable: {"n/a", Grey, "Not asked of this organisation"},
	Incomplete:    {"Incomplete", Yellow, "Some of the returns that are due have not been received"},
	Unconfirmed:   {"Unconfirmed", Orange, "No published source confirms this yet"},
	Provisional:   {"Provisional", Orange, "Seen in a file and not yet accepted into the list of organisations"},
	Synthetic:     {"Synthetic", Purple, "Invented for demonstration"},
	Draft:         {"Draft", Grey, "Saved and not submitted"},
	Submitted:     {"Submitted", Blue, "Submitted and not yet signed off"},
	Signed:        {"Signed off", Green, "Signed off by the accountable person"},
	OnTime:        {"On time", Green, "Submitted before the deadline"},
	Late:          {"Late", Red, "The deadline has passed"},
	Due:           {"Due", Blue, "Not received; the deadline has not passed"},
	Locked:        {"Locked", Grey, "Can be changed only when someone reopens it"},
	Reopened:      {"Reopened", Purple, "Opened again for correction after the deadline"},
	Corrected:     {"Corrected", Purple, "A later version has replaced an earlier figure"},
	Refused:       {"Refused", Red, "Not accepted; the reasons are listed"},
	Running:       {"In progress", Blue, "Being worked on now"},
	Done:          {"Done", Green, "Finished"},
	Failed:        {"Failed", Red, "Stopped with an error"},
	Closed:        {"Closed", Grey, "No longer open"},
	New:           {"New", Green, "Added since you last looked"},
}

// Marks is every mark, in the order of a key to them.
func Marks() []Mark {
	return []Mark{
		Missing, Nil, NotApplicable, Incomplete, Unconfirmed, Provisional, Synthetic, Draft, Submitted, Signed, OnTime,
		Late, Due, Locked, Reopened, Corrected, Refused, Running, Done, Failed, Closed, New,
	}
}

// Text is the mark's word, as "Late"; an unknown mark is its own word.
func (m Mark) Text() string {
	if w, ok := markWords[m]; ok {
		return w.text
	}
	return string(m)
}

// Means is a sentence on what the mark says.
func (m Mark) Means() string { return markWords[m].means }

// Tag is the mark as a tag.
func (m Mark) Tag() Tag {
	w := markWords[m]
	return Tag{Text: m.Text(), Colour: w.colour, Title: w.means}
}

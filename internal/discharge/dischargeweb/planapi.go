package dischargeweb

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
)

// apiMost is the largest plan that a program may send.
const apiMost = 8 << 20

// PlanRowJSON is a plan in a list.
type PlanRowJSON struct {
	Plan       string                  `json:"plan"`
	Version    int                     `json:"version"`
	Area       org.Code                `json:"area"`
	Board      org.Code                `json:"board"`
	Target     float64                 `json:"target"`
	Confidence float64                 `json:"confidence"`
	From       civil.Date              `json:"from"`
	To         civil.Date              `json:"to"`
	Proposed   time.Time               `json:"proposed_at"`
	State      string                  `json:"state"`
	Lines      map[discharge.State]int `json:"lines"`
}

// PlanListJSON is a page of plans.
type PlanListJSON struct {
	Plans []PlanRowJSON `json:"plans"`
	All   int           `json:"all"`
}

// PlanJSON is one version of a plan with how its lines stand.
type PlanJSON struct {
	Plan       string         `json:"plan"`
	Version    int            `json:"version"`
	Newest     int            `json:"newest"`
	Area       org.Code       `json:"area"`
	Board      org.Code       `json:"board"`
	Target     float64        `json:"target"`
	Confidence float64        `json:"confidence"`
	From       civil.Date     `json:"from"`
	To         civil.Date     `json:"to"`
	Proposed   time.Time      `json:"proposed_at"`
	Reason     string         `json:"reason"`
	State      string         `json:"state"`
	Forecast   string         `json:"forecast"`
	Seed       uint64         `json:"seed"`
	Replicates int            `json:"replicates"`
	Reached    []ReachedJSON  `json:"reached"`
	Parties    []PartyJSON    `json:"parties"`
	Lines      []PlanLineJSON `json:"lines"`
}

// ReachedJSON is a trust's least chance and when.
type ReachedJSON struct {
	Trust   org.Code   `json:"trust"`
	Least   float64    `json:"p"`
	Low     float64    `json:"p_low"`
	High    float64    `json:"p_high"`
	Binding civil.Date `json:"binding"`
}

// PartyJSON is whose agreement the plan needs, and how far it has come.
type PartyJSON struct {
	Org     org.Code   `json:"org"`
	Kind    org.Kind   `json:"kind"`
	Signed  bool       `json:"signed"`
	At      *time.Time `json:"signed_at"` // null: not signed
	Wanting string     `json:"wanting,omitempty"`
}

// PlanLineJSON is one commitment and how it stands. Agreed and delivered are null while nobody has said, which is not nought.
type PlanLineJSON struct {
	ID        string            `json:"id"`
	Date      civil.Date        `json:"date"`
	Trust     org.Code          `json:"trust"`
	Council   org.Code          `json:"council,omitempty"`
	Pathway   discharge.Pathway `json:"pathway,omitempty"`
	Service   discharge.Service `json:"service"`
	Effect    discharge.Effect  `json:"effect"`
	Number    int               `json:"number"`
	Unit      string            `json:"unit,omitempty"`
	Owner     string            `json:"owner"`
	State     discharge.State   `json:"state,omitempty"`
	Agreed    *int              `json:"agreed"`
	Delivered *int              `json:"delivered"`
	Why       string            `json:"reason,omitempty"`
}

// ProposedJSON is a version that a program proposes. Number is the version it follows: 0 for a new plan.
type ProposedJSON struct {
	Area       org.Code       `json:"area"`
	Number     int            `json:"follows"`
	Target     float64        `json:"target"`
	Confidence float64        `json:"confidence"`
	From       civil.Date     `json:"from"`
	To         civil.Date     `json:"to"`
	Reason     string         `json:"reason"`
	Lines      []PlanLineJSON `json:"lines"`
}

// ProposalJSON tells what became of a proposal.
type ProposalJSON struct {
	Plan      string     `json:"plan"`
	Version   int        `json:"version"`
	Same      bool       `json:"same"`
	Kept      int        `json:"answers_kept"`
	Notified  []org.Code `json:"notified"`
	Conflicts []string   `json:"conflicts"`
}

func (m room) apiPlans(w http.ResponseWriter, r *web.Request) error {
	page := r.PageNumber()
	rows, all, err := m.Plans.Plans(r.Context(), discharge.PlansAsked{Within: r.Scope(access.PlanRead), AsOf: planKnown(r), Limit: 100, Skip: (page - 1) * 100})
	if err != nil {
		return err
	}
	out := PlanListJSON{Plans: []PlanRowJSON{}, All: all}
	for _, x := range rows {
		out.Plans = append(out.Plans, PlanRowJSON{Plan: x.Plan, Version: x.Number, Area: x.Area, Board: x.Board, Target: x.Target, Confidence: x.Confidence, From: x.From, To: x.To, Proposed: x.Proposed, State: string(x.State), Lines: x.Lines})
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m room) apiPlan(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, planJSONOf(p.v))
}

func planJSONOf(v discharge.PlanView) PlanJSON {
	out := PlanJSON{Plan: v.Plan, Version: v.Number, Newest: v.Newest, Area: v.Area, Board: v.Board, Target: v.Target, Confidence: v.Confidence, From: v.From, To: v.To, Proposed: v.Proposed,
		Reason: v.Reason, State: string(v.Agreement.State), Forecast: v.Forecast, Seed: v.Seed, Replicates: v.Replicates, Reached: []ReachedJSON{}, Parties: []PartyJSON{}, Lines: []PlanLineJSON{}}
	for _, x := range v.Reached {
		out.Reached = append(out.Reached, ReachedJSON(x))
	}
	for _, s := range v.Agreement.Parties {
		x := PartyJSON{Org: s.Org, Kind: s.Kind, Signed: s.Signed, Wanting: s.Wanting}
		if s.Signed {
			x.At = &s.By.At
		}
		out.Parties = append(out.Parties, x)
	}
	for _, l := range v.Lines {
		st := v.Standings[l.ID]
		x := PlanLineJSON{ID: l.ID, Date: l.Date, Trust: l.Trust, Council: l.Council, Pathway: l.Pathway, Service: l.Service, Effect: l.Effect, Number: l.Number, Unit: l.Unit(), Owner: l.Owner, State: st.State, Why: st.Last.Reason}
		if !st.AgreedBy.At.IsZero() {
			x.Agreed = &st.Agreed
		}
		if st.Reported {
			x.Delivered = &st.Delivered
		}
		out.Lines = append(out.Lines, x)
	}
	return out
}

func (m room) apiPropose(w http.ResponseWriter, r *web.Request) error {
	var in ProposedJSON
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(err, fault.Invalid, "The body is empty or ends before it is complete; send the plan as one JSON object")
	} else if err != nil {
		return fault.Wrap(err, fault.Invalid, "The body is no plan as JSON: %v", err)
	}
	v := discharge.Version{Plan: r.PathValue("plan"), Number: in.Number, Area: in.Area, Board: boardOf(r.Present, in.Area), Target: in.Target, Confidence: in.Confidence, From: in.From, To: in.To}
	for _, l := range in.Lines {
		v.Lines = append(v.Lines, discharge.Line{ID: l.ID, Date: l.Date, Trust: l.Trust, Council: l.Council, Pathway: l.Pathway, Service: l.Service, Effect: l.Effect, Number: l.Number, Owner: l.Owner})
	}
	for _, s := range planSigners(r, access.PlanPropose) {
		if v.By = s; discharge.MayPropose(v, s) == nil {
			break
		}
	}
	p, err := m.Plans.Propose(r.Context(), v, in.Reason)
	if err != nil {
		return err
	}
	out := ProposalJSON{Plan: p.Plan, Version: p.Number, Same: p.Same, Kept: p.Kept, Notified: append([]org.Code{}, p.Notified...), Conflicts: []string{}}
	for _, c := range p.Conflicts {
		out.Conflicts = append(out.Conflicts, c.Words)
	}
	status := http.StatusCreated
	if p.Same {
		status = http.StatusOK
	}
	w.Header().Set("Location", "/api/plans/"+p.Plan+"?version="+strconv.Itoa(p.Number))
	return r.JSON(w, status, out)
}

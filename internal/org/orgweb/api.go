package orgweb

import (
	"net/http"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
)

// unitJSON is one organisation for machines. Contact details of people are not in it.
type unitJSON struct {
	Code        org.Code  `json:"code"`
	Kind        org.Kind  `json:"kind"`
	Name        string    `json:"name"`
	Short       string    `json:"short"`
	Parent      org.Code  `json:"parent,omitempty"`
	Assumed     bool      `json:"parent_assumed,omitempty"`
	Doubtful    bool      `json:"parent_unconfirmed,omitempty"`
	ADASSParent org.Code  `json:"adass_parent,omitempty"`
	From        string    `json:"from,omitempty"`
	To          string    `json:"to,omitempty"` // the day after the last
	Provisional bool      `json:"provisional"`
	Unconfirmed bool      `json:"unconfirmed"`
	Facts       []factOut `json:"facts,omitempty"`
}

type factOut struct {
	What        org.What `json:"what"`
	Words       string   `json:"words"`
	From        string   `json:"from,omitempty"`
	To          string   `json:"to,omitempty"`
	Standing    string   `json:"standing"`
	Unconfirmed bool     `json:"unconfirmed"`
	Source      string   `json:"source"`
	Known       string   `json:"known"`
}

func jsonOf(p *org.Picture, u org.Unit) unitJSON {
	out := unitJSON{Code: u.Code, Kind: u.Kind, Name: u.Name, Short: u.Short, From: u.Open.From.String(), To: u.Open.To.String(),
		Provisional: u.Provisional, Unconfirmed: u.Unconfirmed}
	if l, ok := p.Place(org.NHS, u.Code); ok {
		out.Parent, out.Assumed, out.Doubtful = l.Parent, l.Assumed, l.Unconfirmed
	}
	out.ADASSParent, _ = p.Parent(org.ADASS, u.Code)
	return out
}

func (m room) apiList(w http.ResponseWriter, r *web.Request) error {
	p, err := m.at(r)
	if err != nil {
		return err
	}
	out := struct {
		At            string     `json:"at"`
		Organisations []unitJSON `json:"organisations"`
	}{p.On.String(), []unitJSON{}}
	for _, u := range find(p, r.Param("q"), org.Kind(strings.ToLower(r.Param("kind")))) {
		out.Organisations = append(out.Organisations, jsonOf(p, u))
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m room) apiShow(w http.ResponseWriter, r *web.Request) error {
	p, err := m.at(r)
	if err != nil {
		return err
	}
	u, ok := p.Unit(r.On)
	if !ok {
		return fault.New(fault.NotFound, "%s is not open on %s; give another day with ?at=", r.On, p.On)
	}
	history, err := m.store.History(r.Context(), r.On, r.AsOf)
	if err != nil {
		return err
	}
	out := jsonOf(p, u)
	for _, f := range history {
		standing := f.Standing
		if standing == "" {
			standing = org.Stated
		}
		out.Facts = append(out.Facts, factOut{f.What, p.Book().Says(f), f.Valid.From.String(), f.Valid.To.String(), string(standing), f.Unconfirmed,
			f.Source, f.Recorded.UTC().Format("2006-01-02T15:04:05Z")})
	}
	return r.JSON(w, http.StatusOK, out)
}

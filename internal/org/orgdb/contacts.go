package orgdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// ReturnRoles is the roles to ring about an organisation's returns, the best first: who sends them, who is on call and
// answers for them that day, then who runs operations (at a council its director) and who leads on emergencies.
func ReturnRoles() []org.RoleCode {
	return []org.RoleCode{"sitrep-contact", "duty-director", "chief-operating-officer", "dass", "eprr-lead"}
}

// Contacts gives, for each organisation, its posts of these roles as they are held on the day, in the order of the
// roles, as known at asOf (zero means now). A vacant post is left out, as is an organisation with none; an unknown role
// is held by nobody.
func (s *Store) Contacts(ctx context.Context, orgs []org.Code, roles []org.RoleCode, on civil.Date, asOf time.Time) (map[org.Code][]org.Post, error) {
	out := map[org.Code][]org.Post{}
	if len(orgs) == 0 {
		return out, nil
	}
	dictionary, err := s.Roles(ctx)
	if err != nil {
		return nil, err
	}
	roster, err := s.Roster(ctx, asOf)
	if err != nil {
		return nil, err
	}
	for _, c := range orgs {
		for _, code := range roles {
			role, ok := dictionary.Find(string(code))
			if !ok || role.Code != code {
				continue
			}
			if p := roster.Resolve(role, c, on); p.State != org.PostVacant {
				out[c] = append(out[c], p)
			}
		}
	}
	return out, nil
}

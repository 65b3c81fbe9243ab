package restweb

import (
	"context"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
)

// Where the pages are. Other rooms link here by these alone.
const (
	HomePath  = "/rest"
	OwnPath   = "/rest/me"
	RulesPath = "/rest/rules"
)

// Path is how many people of an organisation stand how.
func Path(c org.Code) string { return HomePath + "/" + string(c) }

// PeoplePath is the people of an employer.
func PeoplePath(c org.Code) string { return Path(c) + "/people" }

// PersonPath is one person of an employer.
func PersonPath(c org.Code, p rest.Person) string { return PeoplePath(c) + "/" + string(p) }

// Store is what the pages need of what is kept. Every read is as known at asOf, the zero time being now.
type Store interface {
	// Judged judges an employer's people, or one of them, at an instant; recovery is the first day of recovery, zero for none.
	Judged(ctx context.Context, employer org.Code, p rest.Person, at time.Time, recovery civil.Date, holidays civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error)
	// JudgedOf is Judged of the people that are named, and of nobody else.
	JudgedOf(ctx context.Context, employer org.Code, people []rest.Person, at time.Time, recovery civil.Date, holidays civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error)
	// Notices lists the newest notice of each thing that is owed.
	Notices(ctx context.Context, employer org.Code, asOf time.Time) ([]rest.Notice, error)
	// Roster is what is known of an employer's people, or of one, with duties that touch [from, to).
	Roster(ctx context.Context, employer org.Code, p rest.Person, from, to, asOf time.Time) (map[rest.Person]rest.Kept, error)
	// Members lists who works for an employer, with names.
	Members(ctx context.Context, employer org.Code, asOf time.Time) ([]rest.Member, error)
	// Mine lists the people that an account is named for.
	Mine(ctx context.Context, account int64, asOf time.Time) ([]rest.Mine, error)
	// Managers lists the accounts that manage each team; SetManager names one or ends that.
	Managers(ctx context.Context, employer org.Code, asOf time.Time) (map[string][]int64, error)
	SetManager(ctx context.Context, by rest.Signer, team string, account int64, held bool) error
	// Employers lists the organisations that have brought in duties.
	Employers(ctx context.Context, asOf time.Time) ([]org.Code, error)
	// Imports lists what was brought in, newest first.
	Imports(ctx context.Context, employer org.Code, asOf time.Time, limit int) ([]rest.Imported, error)
	// KeepDuties and KeepContracts store a file that was read whole; EnterDuty one duty; the same bytes change nothing.
	KeepDuties(ctx context.Context, by rest.Signer, file rest.File, f rest.DutyFile, how rest.Entering, holidays civil.Holidays) (rest.Imported, error)
	KeepContracts(ctx context.Context, by rest.Signer, file rest.File, f rest.ContractFile, accounts map[string]int64) (rest.Imported, error)
	EnterDuty(ctx context.Context, by rest.Signer, d rest.Duty, how rest.Entering, holidays civil.Holidays) (rest.Imported, error)
	// Record notes rest as booked, taken, paid or let go.
	Record(ctx context.Context, by rest.Signer, e rest.Entry) (rest.Entry, error)
	// Policy is the employer's policy of a day; SetPolicy keeps a version from a day on.
	Policy(ctx context.Context, employer org.Code, on civil.Date, asOf time.Time) (rest.Policy, error)
	SetPolicy(ctx context.Context, by rest.Signer, p rest.Policy, from civil.Date) error
	// Looked writes that somebody read a person's ledger, or with no person those of everybody they may see.
	Looked(ctx context.Context, by rest.Signer, p rest.Person) error
	// Stamp changes whenever anything of an employer does.
	Stamp(ctx context.Context, employer org.Code) (string, error)
}

// Accounts finds accounts by their address and names them. One that is not there is left out.
type Accounts interface {
	ByEmail(ctx context.Context, emails []string) (map[string]int64, error)
	Emails(ctx context.Context, ids []int64) (map[int64]string, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Store    Store
	Accounts Accounts
	Holidays civil.Holidays
	// Recovery is the day on which the last action that had begun by an instant ends; zero where none had.
	Recovery func(ctx context.Context, at, asOf time.Time) (civil.Date, error)
}

// room is the handlers' common ground.
type room struct {
	Deps
	kept *kept
}

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{Deps: d, kept: newKept()}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	any := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, Handle: h}
	}
	large := on("POST /rest/{org}/file", access.RestRoster, m.drop)
	large.MaxBody = largest
	return []web.Route{
		any("GET /rest", access.RestRules, m.home),
		any("GET /rest/rules", access.RestRules, m.rules),
		any("GET /rest/rules.csv", access.RestRules, m.rulesCSV),
		any("GET /rest/me", access.RestOwn, m.own),
		any("GET /rest/me/export.csv", access.RestOwn, m.ownCSV),
		any("POST /rest/me/taken", access.RestTake, m.ownTaken),
		on("GET /rest/{org}", access.RestCounts, m.counts),
		on("GET /rest/{org}/export.csv", access.RestCounts, m.countsCSV),
		on("GET /rest/{org}/people", access.RestTeam, m.people),
		on("GET /rest/{org}/people.csv", access.RestTeam, m.peopleCSV),
		on("GET /rest/{org}/breaches", access.RestTeam, m.breaches),
		on("GET /rest/{org}/breaches.csv", access.RestTeam, m.breachesCSV),
		on("GET /rest/{org}/people/{person}", access.RestTeam, m.person),
		on("GET /rest/{org}/people/{person}/export.csv", access.RestTeam, m.personCSV),
		on("POST /rest/{org}/people/{person}/record", access.RestBook, m.record),
		on("GET /rest/{org}/notices", access.RestCounts, m.notices),
		on("GET /rest/{org}/contract", access.RestRoster, m.contractForm),
		on("POST /rest/{org}/contract", access.RestRoster, m.contractEnter),
		on("GET /rest/{org}/file", access.RestRoster, m.file),
		large,
		on("GET /rest/{org}/template/{name}", access.RestRoster, m.template),
		on("GET /rest/{org}/duty", access.RestRoster, m.dutyForm),
		on("POST /rest/{org}/duty", access.RestRoster, m.dutyEnter),
		on("GET /rest/{org}/teams", access.RestRoster, m.teams),
		on("POST /rest/{org}/teams", access.RestRoster, m.teamSet),
		on("GET /rest/{org}/policy", access.RestCounts, m.policy),
		on("POST /rest/{org}/policy", access.RestPolicy, m.policySet),
	}
}

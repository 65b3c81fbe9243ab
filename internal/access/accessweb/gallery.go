package accessweb

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Gallery shows the room's pages with invented people.
func Gallery() []web.Specimen {
	f := sampleFrame()
	a, lent, sessions, tokens := sampleAccount(f)
	account := accountView{
		Who: ownSummary(a), Roles: ownRoles(a, f), Deputies: deputyTable(lent, f), Sessions: sessionTable(sessions, f),
		Others: true, Tokens: tokenTable(tokens, f), MayToken: true,
	}
	fresh := access.Account{ID: 31, Name: "Robin Sample", Email: "robin@sample.example", State: access.Active, MustChange: true, Created: f.now}
	empty := accountView{Who: ownSummary(fresh), Roles: ownRoles(fresh, f), Deputies: deputyTable(nil, f), Sessions: sessionTable(sessions[:1], f)}
	return append([]web.Specimen{
		{Name: "access/account", Page: accountPage(), Body: accountBody(account)},
		{Name: "access/account-new", Page: accountPage(), Body: accountBody(empty)},
		{Name: "access/table", Page: tablePage(), Body: tableBody(newTable())},
	}, append(signInSpecimens(a), append(peopleSpecimens(a, fresh, f), append(formSpecimens(a, tokens[0], f), logSpecimens(f)...)...)...)...)
}

func sampleFrame() frame {
	now := civil.MustDate("2024-01-15").At(9 * 60)
	names := map[org.Code]string{"Z-101": "Rivermead NHS Trust (Z-101)", "Z-I1": "Three Vales (Z-I1)", org.England: "England"}
	return frame{now: now, today: civil.Today(now), name: func(c org.Code) string { return names[c] }}
}

func sampleAccount(f frame) (access.Account, []access.Held, []access.Session, []access.Token) {
	held := access.Grant{ID: 4, Role: access.TrustDirector, At: "Z-101", From: f.today.Add(-200)}
	a := access.Account{
		ID: 12, Name: "Alex Sample", Email: "alex@sample.example", State: access.Active, Created: f.now.Add(-200 * 24 * time.Hour),
		LastSignIn: f.now.Add(-20 * time.Minute), Grants: []access.Grant{
			held, {ID: 5, Role: access.TrustViewer, At: "Z-101", From: f.today.Add(-400), To: f.today.Add(-200)},
			{ID: 9, Role: access.ICBLead, At: "Z-I1", From: f.today.Add(3), To: f.today.Add(10), StandsFor: 20},
		},
	}
	lent := []access.Held{{Grant: access.Grant{ID: 8, Role: access.TrustDirector, At: "Z-101", From: f.today, To: f.today.Add(8), StandsFor: 12}, Account: 15}}
	sessions := []access.Session{{ID: 2, Begun: f.now.Add(-20 * time.Minute), Seen: f.now}, {ID: 1, Begun: f.now.Add(-3 * time.Hour), Seen: f.now.Add(-50 * time.Minute)}}
	tokens := []access.Token{
		{ID: 3, Account: 12, Name: "Nightly bed feed", Verbs: []access.Verb{access.ReturnDraft, access.ReturnSubmit}, At: "Z-101", Director: 12, Until: f.today.Add(80), LastUsed: f.now.Add(-7 * time.Hour)},
		{ID: 2, Account: 12, Name: "Spreadsheet", Verbs: []access.Verb{access.SeriesRead}, Until: f.today.Add(20), Revoked: f.now.Add(-time.Hour)},
	}
	return a, lent, sessions, tokens
}

func signInSpecimens(a access.Account) []web.Specimen {
	wrong := []fault.Field{{Name: "email", Message: "The email address or password is not right, or the account cannot be used"}}
	demo := signInView{Next: "/", Demo: []demoChoice{{ID: 1, Role: "Trust accountable director", Place: "Rivermead NHS Trust (Z-101)"}, {ID: 2, Role: "National lead", Place: "England"}}}
	short := passwordView{Email: a.Email, Problems: []fault.Field{{Name: "password", Message: "Use at least 12 characters: three or more random words work well"}}}
	first := passwordView{Email: a.Email, First: true}
	return []web.Specimen{
		{Name: "access/sign-in", Page: signInPage(nil), Body: signInForm(signInView{Next: "/"})},
		{Name: "access/sign-in-wrong", Page: signInPage(wrong), Body: signInForm(signInView{Email: a.Email, Next: "/", Problems: wrong})},
		{Name: "access/sign-in-demo", Page: signInPage(nil), Body: signInForm(demo)},
		{Name: "access/sign-in-nobody", Page: signInPage(nil), Body: signInForm(signInView{Next: "/", None: true})},
		{Name: "access/password-first", Page: passwordPage(first), Body: passwordForm(first)},
		{Name: "access/password-problems", Page: passwordPage(short), Body: passwordForm(short)},
	}
}

func peopleSpecimens(a, fresh access.Account, f frame) []web.Specimen {
	locked := fresh
	locked.ID, locked.Name, locked.State = 33, "Kim Sample", access.Locked
	anywhere := func(org.Code) bool { return true }
	list := peopleView{Table: peopleTable([]access.Account{a, fresh, locked}, f), Pages: ui.Pagination{Page: 1, Pages: 1}}
	problems := []fault.Field{{Name: "email", Message: "There is already an account with this email address"}}
	return []web.Specimen{
		{Name: "access/people", Page: peoplePage(), Body: peopleBody(list)},
		{Name: "access/person", Page: personPage(a), Body: personBody(newPerson(a, f, "", anywhere))},
		{Name: "access/person-locked", Page: personPage(locked), Body: personBody(newPerson(locked, f, "", anywhere))},
		{Name: "access/person-outside", Page: personPage(a), Body: personBody(newPerson(a, f, "This account holds a role at an organisation whose accounts you do not manage", anywhere))},
		{Name: "access/person-new", Page: newPersonPage(problems), Body: newPersonForm(newPersonView{Email: a.Email, Name: a.Name, Problems: problems})},
		{Name: "access/person-once", Page: oncePage("Account added", fresh), Body: onceBody(fresh, "abcd-efgh-jkmn-pqrs")},
	}
}

func formSpecimens(a access.Account, token access.Token, f frame) []web.Specimen {
	role := roleView{ID: a.ID, Role: access.RegionLead, Org: "Z-101", From: ui.DateParts(f.today), Problems: []fault.Field{
		{Name: "at", Message: "Region lead cannot be held at this kind of organisation (NHS trust)"}, {Name: "reason", Message: "Say in a few words why"},
	}}
	end := endView{ID: a.ID, Grant: a.Grants[0], Last: ui.DateParts(f.today)}
	closing := actView{ID: a.ID, Act: acts()[len(acts())-1], Problems: []fault.Field{{Name: "reason", Message: "Say in a few words why"}}}
	deputy := deputyView{Grant: a.Grants[0], Role: "Trust accountable director, Rivermead NHS Trust (Z-101)", From: ui.DateParts(f.today), Problems: []fault.Field{
		{Name: "until", Message: "A deputy is named for at most 28 days at a time"},
	}}
	wish := tokenView{Wish: token, Org: "Z-101", May: access.TokenVerbs(), Until: ui.DateParts(f.today.Add(90)), Problems: []fault.Field{
		{Name: "director", Message: "Name the accountable director: a person who may sign returns off at this organisation"},
	}}
	return []web.Specimen{
		{Name: "access/role-problems", Page: rolePage(a, role.Problems), Body: roleForm(role)},
		{Name: "access/role-end", Page: endPage(a, end, f.name), Body: endForm(end)},
		{Name: "access/act-close", Page: actPage(a, closing), Body: actForm(closing)},
		{Name: "access/deputy-problems", Page: deputyPage(deputy), Body: deputyForm(deputy)},
		{Name: "access/token-problems", Page: tokenPage(wish.Problems), Body: tokenForm(wish)},
		{Name: "access/token-made", Page: web.Page{Title: "Token made", Narrow: true}, Body: tokenMade(token, "headroom_SampleSampleSampleSampleSampleSampleSam")},
	}
}

func logSpecimens(f frame) []web.Specimen {
	entries := []audit.Entry{
		{Seq: 412, At: f.now, Actor: "account:12", Verb: "return.sign", Noun: "return", Key: "uec-daily/Z-101/2024-01-14/2", Org: "Z-101", Digest: "5f2b", Hash: "9ac1", Prev: "77d0"},
		{Seq: 411, At: f.now.Add(-time.Minute), Actor: "token:3", Verb: "return.submit", Noun: "return", Key: "uec-daily/Z-101/2024-01-14/2", Org: "Z-101", Reason: "late ward count", Hash: "77d0", Prev: "1b3e"},
		{Seq: 410, At: f.now.Add(-time.Hour), Actor: "nobody", Verb: "session.refuse", Noun: "session", Key: "0", Hash: "1b3e", Prev: "c0de"},
	}
	plain := func(s string) string { return s }
	all := logView{Nouns: nounOptions(""), All: true, Table: logTable(entries, f, plain), CSV: "/audit.csv", Older: "/audit?before=410"}
	none := logView{Nouns: nounOptions("return"), Org: "Z-101", Table: logTable(nil, f, plain)}
	return []web.Specimen{
		{Name: "access/audit", Page: logPage(nil), Body: logBody(all)},
		{Name: "access/audit-none", Page: logPage(nil), Body: logBody(none)},
		{Name: "access/audit-entry", Page: entryPage(entries[0]), Body: entryBody(entrySummary(entries[0], f), entries[0])},
		{Name: "access/audit-chain", Page: chainPage(), Body: chainBody(audit.Report{Entries: 412, Head: "9ac1"})},
		{Name: "access/audit-chain-broken", Page: chainPage(), Body: chainBody(audit.Report{Entries: 411, Head: "9ac1", Problems: []string{"entry 7 follows entry 5: entries between them are missing"}})},
	}
}

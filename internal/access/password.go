package access

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"headroom/internal/fault"
)

// PasswordMin and PasswordMax are the length of a password in characters. There are no rules about kinds of character:
// they make passwords that people write down (NCSC, "Password administration for system owners").
const (
	PasswordMin = 12
	PasswordMax = 128
)

// commonPasswords are long passwords that guessers try first. Short ones fail by length already.
var commonPasswords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		password1234 password12345 password123456 passwordpassword password2023! password2024! password2025! password2026!
		123456789012 1234567890123 12345678901234 1234567890123456 123123123123 123412341234 098765432109 987654321098
		111111111111 000000000000 qwertyuiopas qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty 1q2w3e4r5t6y 1qaz2wsx3edc
		1qaz2wsx3edc4rfv zaq12wsxcde3 abcdefghijkl abcdefghijklm abcd12345678 abc123abc123 abcabcabcabc iloveyou1234
		iloveyouiloveyou letmein12345 letmeinletmein welcome12345 welcome123456 welcomewelcome changeme1234 changemechangeme
		administrator administrator1 adminadminadmin admin1234567 admin12345678 trustno1trustno1 superman1234 football1234
		liverpool123 liverpool1234 manchester123 manchesterunited arsenalarsenal chelseachelsea sunshine1234 princess1234
		monkey123456 dragon123456 michael12345 correcthorsebatterystaple headroom1234 headroomheadroom nhsengland123
		nhsengland1234 nhspassword1 nhspassword123 hospital1234 hospitalhospital returns12345 christmas2023 christmas2024
		christmas2025 christmas2026 summer2025summer winter2025winter thisismypassword mypassword123 mypassword1234
		passw0rd1234 p@ssw0rd1234 p@ssword1234 p@ssw0rd12345 secretsecret secret123456 whatever1234 computer1234
		internet1234 whateverwhatever testtesttest test12345678 guestguestguest temporary123 temporarypassword`) {
		m[w] = true
	}
	return m
}()

// CleanPassword is the password as it is hashed: the same characters whichever keyboard composed them.
func CleanPassword(s string) string { return norm.NFKC.String(s) }

// CheckPassword tells what stands against a new password for the account with this sign-in name and display name.
func CheckPassword(password, email, name string) error {
	var l fault.List
	clean := CleanPassword(password)
	n, low := len([]rune(clean)), strings.ToLower(clean)
	local, _, _ := strings.Cut(email, "@")
	switch {
	case n < PasswordMin:
		l.Add("password", "", "Use at least %d characters: three or more random words work well", PasswordMin)
	case n > PasswordMax:
		l.Add("password", "", "Use at most %d characters", PasswordMax)
	case commonPasswords[low] || fewDistinct(low):
		l.Add("password", "", "This password is too easy to guess: choose another")
	case low == email || low == strings.ToLower(name) || len(local) >= PasswordMin && low == local:
		l.Add("password", "", "The password cannot be your name or email address")
	}
	return l.Err("The password was not changed")
}

// fewDistinct reports whether a text is made of fewer than four different characters.
func fewDistinct(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) < 4
}

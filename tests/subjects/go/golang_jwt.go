// golang-jwt 4 (Debian's golang-github-golang-jwt-jwt-dev) as a subject: JWT. Keys are read by go-jose.
package main

import (
	"crypto"
	"encoding/json"
	"fmt"
	"time"

	jwt "github.com/golang-jwt/jwt"
	jose "gopkg.in/square/go-jose.v2"
)

func fitting(key jose.JSONWebKey) []string {
	if key.Algorithm != "" {
		return []string{key.Algorithm}
	}
	switch key.Key.(type) {
	case []byte:
		return []string{"HS256", "HS384", "HS512"}
	}
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

func readKey(raw json.RawMessage) (jose.JSONWebKey, error) {
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(raw); err != nil {
		return key, unsupported("this key")
	}
	return key, nil
}

func decode(in fields) (object, error) {
	if err := only(in, "token key now audience issuer"); err != nil {
		return nil, err
	}
	var token, audience, issuer string
	if json.Unmarshal(in["token"], &token) != nil {
		return nil, fmt.Errorf("the token is not a text")
	}
	for name, target := range map[string]*string{"audience": &audience, "issuer": &issuer} {
		if raw, ok := in[name]; ok && json.Unmarshal(raw, target) != nil {
			return nil, unsupported("lists of expected values")
		}
	}
	key, err := readKey(in["key"])
	if err != nil {
		return nil, err
	}
	jwt.TimeFunc = time.Now
	if raw, ok := in["now"]; ok {
		var now float64
		json.Unmarshal(raw, &now)
		jwt.TimeFunc = func() time.Time { return time.Unix(0, int64(now*1e9)) }
	}
	parser := jwt.Parser{ValidMethods: fitting(key)}
	claims := jwt.MapClaims{}
	_, err = parser.ParseWithClaims(token, claims, func(*jwt.Token) (interface{}, error) {
		if public, ok := key.Key.(interface{ Public() crypto.PublicKey }); ok {
			return public.Public(), nil
		}
		return key.Key, nil
	})
	if err != nil {
		return nil, err
	}
	if audience == "" && claims["aud"] != nil {
		return nil, fmt.Errorf("an audience that nobody asked for")
	}
	if audience != "" && audience != "*" && !claims.VerifyAudience(audience, true) {
		return nil, fmt.Errorf("another audience")
	}
	if issuer != "" && !claims.VerifyIssuer(issuer, true) {
		return nil, fmt.Errorf("another issuer")
	}
	return object{"claims": claims}, nil
}

func encode(in fields) (object, error) {
	var header, claims object
	json.Unmarshal(in["header"], &header)
	json.Unmarshal(in["claims"], &claims)
	method := jwt.GetSigningMethod(fmt.Sprint(header["alg"]))
	if method == nil {
		return nil, unsupported(fmt.Sprint("no ", header["alg"]))
	}
	key, err := readKey(in["key"])
	if err != nil {
		return nil, err
	}
	made := jwt.NewWithClaims(method, jwt.MapClaims(claims))
	for name, value := range header {
		made.Header[name] = value
	}
	token, err := made.SignedString(key.Key)
	return object{"token": token}, err
}

func main() {
	hello := object{"name": "golang-jwt", "version": "4.4.3", "limits": object{"clock": true}}
	serve(hello, map[string]map[string]operation{"JWT": {"decode": decode, "encode": encode}})
}

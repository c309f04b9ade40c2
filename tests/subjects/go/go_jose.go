// go-jose 2 (Debian's golang-gopkg-square-go-jose.v2-dev) as a subject: JWS, JWE, thumbprints.
package main

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	_ "crypto/sha512"

	jose "gopkg.in/square/go-jose.v2"
)

func text(in fields, name string) (string, error) {
	var value string
	if json.Unmarshal(in[name], &value) != nil {
		if bytes.HasPrefix(bytes.TrimSpace(in[name]), []byte("{")) {
			return string(in[name]), nil // a JSON serialization
		}
		return "", fmt.Errorf("%s is not a text", name)
	}
	return value, nil
}

// begin reads what verifying and decrypting have in common.
func begin(in fields) (string, *jose.JSONWebKey, error) {
	if err := only(in, "token key"); err != nil {
		return "", nil, err
	}
	token, err := text(in, "token")
	if err != nil {
		return "", nil, err
	}
	key, err := readKey(in["key"])
	return token, key, err
}

func readKey(raw json.RawMessage) (*jose.JSONWebKey, error) {
	var shape struct{ Kty, Crv interface{} }
	if json.Unmarshal(raw, &shape) != nil || shape.Kty == nil {
		return nil, unsupported("a key that is not one JWK")
	}
	for _, curve := range []string{"secp256k1", "Ed448", "X25519", "X448"} {
		if shape.Crv == curve {
			return nil, unsupported("no " + curve)
		}
	}
	var key jose.JSONWebKey
	err := key.UnmarshalJSON(raw)
	return &key, err
}

func verify(in fields) (object, error) {
	token, key, err := begin(in)
	if err != nil {
		return nil, err
	}
	parsed, err := jose.ParseSigned(token)
	if err != nil {
		return nil, err
	}
	if public := key.Public(); public.Key != nil {
		key = &public
	}
	var payload []byte
	if len(parsed.Signatures) > 1 {
		_, _, payload, err = parsed.VerifyMulti(key)
	} else {
		payload, err = parsed.Verify(key)
	}
	return object{"payload_hex": hex.EncodeToString(payload)}, err
}

func sign(in fields) (object, error) {
	var header object
	json.Unmarshal(in["header"], &header)
	if in["detached"] != nil || header["b64"] != nil || header["alg"] == "ES256K" {
		return nil, unsupported("detached payloads, ES256K")
	}
	key, err := readKey(in["key"])
	if err != nil {
		return nil, err
	}
	key.KeyID = ""
	options := &jose.SignerOptions{}
	for name, value := range header {
		if name != "alg" {
			options = options.WithHeader(jose.HeaderKey(name), value)
		}
	}
	alg := jose.SignatureAlgorithm(fmt.Sprint(header["alg"]))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, options)
	if err != nil {
		return nil, err
	}
	made, err := signer.Sign(octets(in, "payload"))
	if err != nil {
		return nil, err
	}
	token, err := made.CompactSerialize()
	return object{"token": token}, err
}

func decrypt(in fields) (object, error) {
	token, key, err := begin(in)
	if err != nil {
		return nil, err
	}
	parsed, err := jose.ParseEncrypted(token)
	if err != nil {
		return nil, err
	}
	plaintext, err := parsed.Decrypt(key)
	if err != nil && strings.Contains(err.Error(), "too many recipients") {
		_, _, plaintext, err = parsed.DecryptMulti(key)
	}
	return object{"plaintext_hex": hex.EncodeToString(plaintext)}, err
}

func thumbprint(in fields) (object, error) {
	if err := only(in, "jwk"); err != nil {
		return nil, err
	}
	key, err := readKey(in["jwk"])
	if err != nil {
		return nil, err
	}
	digest, err := key.Thumbprint(crypto.SHA256)
	name := base64.RawURLEncoding.EncodeToString(digest)
	return object{"thumbprint": name, "uri": "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + name}, err
}

func main() {
	serve(object{"name": "go-jose", "version": "2.6.0"}, map[string]map[string]operation{
		"JWS": {"verify": verify, "sign": sign},
		"JWE": {"decrypt": decrypt},
		"JWK": {"thumbprint": thumbprint},
	})
}

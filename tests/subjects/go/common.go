// The loop of `jamlite-subject-1` in Go. A subject is this file and one beside it:
//
//	GO111MODULE=off GOPATH=FOLDER:/usr/share/gocode GOPROXY=off go build -o subject common.go go_jose.go
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
)

type object = map[string]interface{}
type fields = map[string]json.RawMessage
type operation func(fields) (object, error)

type request struct {
	ID, Family, Op, Hello string
	Bye                   bool
	In                    fields
}

// unsupported is an error that means "not offered".
type unsupported string

func (reason unsupported) Error() string { return string(reason) }

func octets(in fields, name string) []byte {
	var text string
	var data []byte
	if raw, ok := in[name+"_hex"]; ok {
		json.Unmarshal(raw, &text)
		data, _ = hex.DecodeString(text)
	} else if raw, ok := in[name+"_b64u"]; ok {
		json.Unmarshal(raw, &text)
		data, _ = base64.RawURLEncoding.DecodeString(text)
	} else {
		json.Unmarshal(in[name+"_utf8"], &text)
		data = []byte(text)
	}
	return data
}

func only(in fields, names string) error {
	for name := range in {
		if !strings.Contains(" "+names+" ", " "+name+" ") {
			return unsupported("the option " + name)
		}
	}
	return nil
}

// serve answers the judge; hello is the answer to hello without "supports".
func serve(hello object, families map[string]map[string]operation) {
	supports := map[string][]string{}
	for family, table := range families {
		for name := range table {
			supports[family] = append(supports[family], name)
		}
	}
	hello["supports"], hello["language"] = supports, "Go"
	lines, answers := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		var asked request
		if err != nil || json.Unmarshal(line, &asked) != nil || asked.Bye {
			return
		}
		if asked.Hello != "" {
			answers.Encode(hello)
			continue
		}
		out, err := families[asked.Family][asked.Op](asked.In)
		if reason, ok := err.(unsupported); ok {
			answers.Encode(object{"id": asked.ID, "unsupported": string(reason)})
		} else if err != nil {
			answers.Encode(object{"id": asked.ID, "ok": false, "error": err.Error()})
		} else {
			answers.Encode(object{"id": asked.ID, "ok": true, "out": out})
		}
	}
}

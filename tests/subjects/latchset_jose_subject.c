/* latchset jose as a subject: JWS, JWE, thumbprints. Debian: libjose-dev, libjansson-dev.
 *
 * gcc latchset_jose_subject.c -o subject $(pkg-config --cflags --libs jose jansson)
 */
#include <jansson.h>
#include <jose/b64.h>
#include <jose/jwe.h>
#include <jose/jwk.h>
#include <jose/jws.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *reason; /* why a case is not offered, or NULL */

static json_t *hex(const unsigned char *data, size_t size) {
    char *text = malloc(2 * size + 1);
    for (size_t i = 0; i < size; i++) sprintf(text + 2 * i, "%02x", data[i]);
    text[2 * size] = 0;
    json_t *made = json_string(text);
    free(text);
    return made;
}

/* The parts of a compact token under the given names; a JSON serialization as it is. */
static json_t *read_token(const json_t *token, const char *const names[], size_t count) {
    if (json_is_object(token)) return json_deep_copy(token);
    const char *text = json_string_value(token);
    if (!text || strlen(text) != json_string_length(token)) return NULL;
    if (*text == '{') return json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *parts = json_object();
    for (size_t i = 0; i < count; i++) {
        size_t size = strcspn(text, ".");
        if ((text[size] == '.') != (i + 1 < count)) return json_decref(parts), NULL;
        if (size || strcmp(names[i], "encrypted_key")) json_object_set_new(parts, names[i], json_stringn(text, size));
        text += size + 1;
    }
    return parts;
}

static bool only(json_t *in, const char *names) {
    const char *name;
    json_t *value;
    json_object_foreach(in, name, value) if (!strstr(names, name)) reason = "an option";
    json_t *key = json_object_get(in, "key");
    if (!json_object_get(key, "kty")) reason = "a key that is not one JWK";
    const char *kind = json_string_value(json_object_get(key, "kty"));
    if (kind && !strcmp(kind, "OKP")) reason = "keys of kty OKP";
    return !reason;
}

static json_t *verify(json_t *in) {
    if (!only(in, "token key")) return NULL;
    static const char *const names[] = {"protected", "payload", "signature"};
    json_t *jws = read_token(json_object_get(in, "token"), names, 3), *out = NULL;
    if (jws && jose_jws_ver(NULL, jws, NULL, json_object_get(in, "key"), false)) {
        size_t size = jose_b64_dec(json_object_get(jws, "payload"), NULL, 0);
        if (size != SIZE_MAX) {
            unsigned char *data = malloc(size + 1);
            jose_b64_dec(json_object_get(jws, "payload"), data, size);
            out = json_pack("{s:o}", "payload_hex", hex(data, size));
            free(data);
        }
    }
    json_decref(jws);
    return out;
}

static json_t *decrypt(json_t *in) {
    if (!only(in, "token key")) return NULL;
    static const char *const names[] = {"protected", "encrypted_key", "iv", "ciphertext", "tag"};
    json_t *jwe = read_token(json_object_get(in, "token"), names, 5), *out = NULL;
    size_t size = 0;
    unsigned char *plain = jwe ? jose_jwe_dec(NULL, jwe, NULL, json_object_get(in, "key"), &size) : NULL;
    if (plain) out = json_pack("{s:o}", "plaintext_hex", hex(plain, size));
    free(plain);
    json_decref(jwe);
    return out;
}

static json_t *thumbprint(json_t *in) {
    const char *kind = json_string_value(json_object_get(json_object_get(in, "jwk"), "kty"));
    if (json_object_get(in, "hash") || (kind && !strcmp(kind, "OKP"))) return reason = "other hashes, kty OKP", NULL;
    json_t *made = jose_jwk_thp(NULL, json_object_get(in, "jwk"), "S256");
    if (!made) return NULL;
    json_t *uri = json_sprintf("urn:ietf:params:oauth:jwk-thumbprint:sha-256:%s", json_string_value(made));
    return json_pack("{s:o,s:o}", "thumbprint", made, "uri", uri);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (getline(&line, &room, stdin) > 0) {
        json_t *asked = json_loads(line, JSON_ALLOW_NUL, NULL), *answer = json_object();
        if (!asked || json_object_get(asked, "bye")) return 0;
        if (json_object_get(asked, "hello")) {
            answer = json_pack("{s:s,s:s,s:s,s:{s:[s],s:[s],s:[s]}}", "name", "latchset jose", "version", "11",
                               "language", "C", "supports", "JWS", "verify", "JWE", "decrypt", "JWK", "thumbprint");
        } else {
            const char *family = json_string_value(json_object_get(asked, "family"));
            json_t *in = json_object_get(asked, "in"), *out;
            reason = NULL;
            out = !strcmp(family, "JWS") ? verify(in) : !strcmp(family, "JWE") ? decrypt(in) : thumbprint(in);
            json_object_set(answer, "id", json_object_get(asked, "id"));
            if (reason) json_object_set_new(answer, "unsupported", json_string(reason));
            else json_object_set_new(answer, "ok", json_boolean(out != NULL));
            if (out) json_object_set_new(answer, "out", out);
        }
        char *text = json_dumps(answer, JSON_COMPACT);
        puts(text);
        free(text);
        json_decref(answer);
        json_decref(asked);
    }
    return 0;
}

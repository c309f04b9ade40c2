// cpp-jwt as a subject: JWT. Debian: g++ libcpp-jwt-dev (with nlohmann-json3-dev and libssl-dev).
//
// g++ cpp_jwt_subject.cpp -o subject -lcrypto
#include <jwt/jwt.hpp>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <iostream>
#include <map>

using json = nlohmann::json;
using names = std::vector<std::string>;

struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const std::map<std::string, std::string> curves = {{"P-256", "ES256"}, {"P-384", "ES384"}, {"P-521", "ES512"}};
const names offered = {"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"};

std::string unb64u(const json& text) {
  std::string found;
  unsigned int bits = 0, count = 0;
  for (char c : text.get<std::string>()) {
    static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    auto value = digits.find(c);
    if (value == std::string::npos) throw std::runtime_error("not base64url");
    bits = bits << 6 | static_cast<unsigned int>(value);
    if ((count += 6) >= 8) found += static_cast<char>(bits >> (count -= 8));
  }
  return found;
}

names fitting(const json& jwk) {
  if (jwk.contains("alg")) return {jwk["alg"].get<std::string>()};
  if (jwk["kty"] == "oct") return {"HS256", "HS384", "HS512"};
  if (jwk["kty"] == "RSA") return {"RS256", "RS384", "RS512"};
  auto curve = curves.find(jwk.value("crv", ""));
  return curve == curves.end() ? names{} : names{curve->second};
}

// The library takes PEM: the public key of a JWK, made by OpenSSL.
std::string pem(const json& jwk) {
  bool rsa = jwk["kty"] == "RSA";
  OSSL_PARAM_BLD* parts = OSSL_PARAM_BLD_new();
  std::string first = unb64u(jwk[rsa ? "n" : "x"]), second = unb64u(jwk[rsa ? "e" : "y"]), point;
  auto octets = [](const std::string& data) { return reinterpret_cast<const unsigned char*>(data.data()); };
  if (rsa) {
    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_N, BN_bin2bn(octets(first), first.size(), nullptr));
    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_E, BN_bin2bn(octets(second), second.size(), nullptr));
  } else {
    point = "\x04" + first + second;
    OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, jwk["crv"].get_ref<const std::string&>().c_str(), 0);
    OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  }
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, rsa ? "RSA" : "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context);
  if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, OSSL_PARAM_BLD_to_param(parts)) <= 0)
    throw std::runtime_error("not a public key");
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(out, key);
  char* text;
  long size = BIO_get_mem_data(out, &text);
  return std::string(text, static_cast<size_t>(size));
}

std::string key_of(const json& in) {
  const json& jwk = in.at("key");
  if (!jwk.is_object() || !jwk.contains("kty")) throw Unsupported("a key that is not one JWK");
  bool any = false;
  for (const auto& alg : fitting(jwk)) any |= std::count(offered.begin(), offered.end(), alg) > 0;
  if (!any) throw Unsupported("the algorithms of this key");
  return jwk["kty"] == "oct" ? unb64u(jwk.at("k")) : pem(jwk);
}

json decode(const json& in) {
  for (auto& item : in.items())
    if (std::string(" token key algorithms audience issuer subject leeway ").find(" " + item.key() + " ") == std::string::npos)
      throw Unsupported("the option " + item.key());
  if (in.contains("audience") && !in["audience"].is_string()) throw Unsupported("several audiences");
  if (in.contains("issuer") && !in["issuer"].is_string()) throw Unsupported("several issuers");
  using namespace jwt::params;
  std::string key = key_of(in), text = in.at("token").get<std::string>(), audience = in.value("audience", "*");
  names allowed = in.value("algorithms", fitting(in["key"]));
  auto lag = leeway(in.value("leeway", 0u));
  // Each option that is given is one that is checked.
  auto found = audience != "*" && in.contains("issuer")
                   ? jwt::decode(text, algorithms(allowed), secret(key), lag, aud(audience), issuer(in["issuer"].get<std::string>()))
               : audience != "*"       ? jwt::decode(text, algorithms(allowed), secret(key), lag, aud(audience))
               : in.contains("issuer") ? jwt::decode(text, algorithms(allowed), secret(key), lag, issuer(in["issuer"].get<std::string>()))
                                       : jwt::decode(text, algorithms(allowed), secret(key), lag);
  json claims = found.payload().create_json_obj();
  if (!in.contains("audience") && claims.contains("aud")) throw std::runtime_error("an audience that nobody asked for");
  if (in.contains("subject") && claims.value("sub", "") != in["subject"]) throw std::runtime_error("another subject");
  return {{"claims", claims}};
}

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    json asked = json::parse(line), answer;
    if (asked.contains("bye")) return 0;
    if (asked.contains("hello")) {
      answer = {{"name", "cpp-jwt"}, {"version", "1.4"}, {"language", "C++"}, {"supports", {{"JWT", {"decode"}}}}};
    } else {
      answer["id"] = asked["id"];
      try {
        answer["out"] = decode(asked["in"]);
        answer["ok"] = true;
      } catch (const Unsupported& reason) {
        answer["unsupported"] = reason.what();
      } catch (const std::exception& error) {
        answer["ok"] = false;
        answer["error"] = error.what();
      }
    }
    std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
}

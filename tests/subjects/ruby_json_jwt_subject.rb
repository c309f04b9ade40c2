# json-jwt as a subject: JWS, JWE, thumbprints. Debian: ruby ruby-json-jwt.
require "json"
require "json/jwt"

CURVES = { "P-256" => "ES256", "P-384" => "ES384", "P-521" => "ES512", "secp256k1" => "ES256K" }.freeze
LACKING = %w[A192KW ECDH-ES+A192KW A128GCMKW A192GCMKW A256GCMKW RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512
             ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW A192GCM PBES2-HS256+A128KW PBES2-HS384+A192KW
             PBES2-HS512+A256KW].freeze
class Unsupported < StandardError; end

def fitting(jwk)
  return [jwk["alg"]] if jwk["alg"].is_a?(String)
  return %w[HS256 HS384 HS512] if jwk["kty"] == "oct"
  return %w[RS256 RS384 RS512 PS256 PS384 PS512] if jwk["kty"] == "RSA"

  [CURVES[jwk["crv"]]].compact
end

def octets(given, name)
  return [given["#{name}_hex"]].pack("H*") if given["#{name}_hex"]
  return given["#{name}_b64u"].unpack1("m0") if given["#{name}_b64u"]

  given["#{name}_utf8"].to_s.b
end

def jwk_of(given)
  jwk = given["key"]
  raise Unsupported, "a key that is not one JWK" unless jwk.is_a?(Hash) && jwk["kty"]
  raise Unsupported, "keys of kty OKP" if jwk["kty"] == "OKP"

  jwk
end

def key_of(jwk)
  jwk["kty"] == "oct" ? Base64.urlsafe_decode64(jwk["k"]) : JSON::JWK.new(jwk)
end

def only(given, *names)
  more = given.keys - names
  raise Unsupported, "the option #{more.first}" unless more.empty?
end

def split_header(token)
  JSON.parse(Base64.urlsafe_decode64(token.split(".").first))
rescue StandardError
  {} # the library is to say so
end

def verify(given)
  only(given, "token", "key", "algorithms")
  jwk = jwk_of(given)
  raise Unsupported, "a JSON serialization" if given["token"].is_a?(Hash)

  allowed = (given["algorithms"] || fitting(jwk)).map(&:to_sym)
  JSON::JWS.decode_compact_serialized(given["token"], key_of(jwk), allowed)
  { payload_hex: Base64.urlsafe_decode64(given["token"].split(".")[1]).unpack1("H*") }
rescue JSON::ParserError
  raise Unsupported, "payloads that are not JSON objects"
end

def decrypt(given)
  only(given, "token", "key")
  jwk = jwk_of(given)
  raise Unsupported, "a JSON serialization" if given["token"].is_a?(Hash)

  header = split_header(given["token"])
  lacking = LACKING & [header["alg"], header["enc"]]
  raise Unsupported, "no #{lacking.first}" unless lacking.empty?
  raise Unsupported, "compression" if header["zip"] == "DEF"

  found = JSON::JWE.decode_compact_serialized(given["token"], jwk["kty"] == "oct" ? key_of(jwk) : JSON::JWK.new(jwk).to_key)
  { plaintext_hex: found.plain_text.unpack1("H*") }
end


RUN = { "verify" => :verify, "decrypt" => :decrypt }.freeze
HELLO = {
  name: "json-jwt", version: Gem.loaded_specs["json-jwt"]&.version.to_s, language: "Ruby #{RUBY_VERSION}",
  supports: { JWS: %w[verify], JWE: %w[decrypt] }, limits: { clock: false }
}.freeze

$stdin.set_encoding("UTF-8")
$stdout.set_encoding("UTF-8")
$stdout.sync = true
$stdin.each_line do |line|
  asked = JSON.parse(line, max_nesting: false)
  break if asked["bye"]

  answer = HELLO
  unless asked["hello"]
    answer = { id: asked["id"] }
    begin
      answer.update(ok: true, out: send(RUN.fetch(asked["op"]), asked["in"]))
    rescue Unsupported => e
      answer[:unsupported] = e.message
    rescue StandardError => e
      answer.update(ok: false, error: e.class.name)
    end
  end
  puts JSON.generate(answer, max_nesting: 0)
end

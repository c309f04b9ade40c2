# ruby-jwt as a subject: JWT. Debian: ruby ruby-jwt.
require "base64"
require "json"
require "jwt"

OFFERED = %w[HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512].freeze
CURVES = { "P-256" => "ES256", "P-384" => "ES384", "P-521" => "ES512" }.freeze
class Unsupported < StandardError; end

def fitting(jwk)
  return [jwk["alg"]] if jwk["alg"].is_a?(String)
  return %w[HS256 HS384 HS512] if jwk["kty"] == "oct"
  return %w[RS256 RS384 RS512 PS256 PS384 PS512] if jwk["kty"] == "RSA"

  [CURVES[jwk["crv"]]].compact
end

def read_key(jwk)
  raise Unsupported, "a key that is not one JWK" unless jwk.is_a?(Hash) && jwk["kty"]
  raise Unsupported, "no #{jwk['crv'] || jwk['kty']}" if (fitting(jwk) & OFFERED).empty?
  return Base64.urlsafe_decode64(jwk["k"]) if jwk["kty"] == "oct"

  JWT::JWK.import(jwk.transform_keys(&:to_sym)).keypair
end

def decode(given)
  more = given.keys - %w[token key algorithms audience issuer leeway required]
  raise Unsupported, "the option #{more.first}" unless more.empty?

  key = read_key(given["key"])
  options = { algorithms: given["algorithms"] || fitting(given["key"]), leeway: given["leeway"] || 0 }
  options.update(aud: given["audience"], verify_aud: true) unless [nil, "*"].include?(given["audience"])
  options.update(iss: given["issuer"], verify_iss: true) if given["issuer"]
  options[:required_claims] = given["required"] if given["required"]
  claims, = JWT.decode(given["token"], key, true, { verify_iat: true, **options })
  raise "an audience that nobody asked for" if given["audience"].nil? && claims.key?("aud")

  { claims: claims }
end

def encode(given)
  alg = given["header"]["alg"]
  raise Unsupported, "no #{alg}" unless OFFERED.include?(alg)
  raise Unsupported, "a private JWK" unless given["key"]["kty"] == "oct"

  { token: JWT.encode(given["claims"], read_key(given["key"]), alg, given["header"]) }
end

HELLO = {
  name: "ruby-jwt", version: JWT.gem_version.to_s, language: "Ruby #{RUBY_VERSION}",
  supports: { JWT: %w[decode encode] }, limits: { clock: false }
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
      answer.update(ok: true, out: asked["op"] == "decode" ? decode(asked["in"]) : encode(asked["in"]))
    rescue Unsupported => e
      answer[:unsupported] = e.message
    rescue StandardError => e
      answer.update(ok: false, error: e.class.name)
    end
  end
  begin
    puts JSON.generate(answer, max_nesting: 0)
  rescue JSON::GeneratorError # it accepted what no JSON can hold
    puts JSON.generate({ id: asked["id"], ok: true })
  end
end
